import type { ChartBlock, Series } from '../card.ts';
import { isKnown, spanOfChart } from '../drawing/figures.ts';
import { spanWords, ticksOf } from './clock.ts';
import { legendHeight, legendOf } from './legend.ts';
import { fitted, textWidth } from './letters.ts';
import { edge, font, ink, paper, penOf, quiet, rule, sizes } from './look.ts';
import { behindOf, labelsOf, placeMarks } from './marks.ts';
import { type Scale, scaleOf } from './scale.ts';
import { type Shape, write } from './shapes.ts';
import { thresholdsOf } from './thresholds.ts';

/** Points of width: about what a phone shows, so that letters are read there nearly as large as they are drawn. */
export const WIDTH = 370;
const PADDING = 14;
/** Right of the plot, where half of the last tick's words stand. */
const RIGHT = 20;
const HEAD = 37;
const PLOT = 150;
const FOOT = 24;

/** What echarts draws, and how high it is. */
export interface Drawing {
  readonly height: number;
  readonly option: Readonly<Record<string, unknown>>;
}

/** The chart as a picture of its own: title, time, marks, plot, legend. */
export function drawingOf(chart: ChartBlock, zone: string): Drawing {
  const span = widened(spanOfChart(chart));
  const scale = scaleOf(chart.unit, mostOf(chart));
  const left = PADDING + axisWidth(scale) + 6;
  const across = { x: left, width: WIDTH - left - RIGHT };
  const places = placeMarks(chart.marks ?? [], span, across);
  const plot = { ...across, y: HEAD + places.height, height: PLOT };
  const foot = plot.y + PLOT + FOOT;
  const legend = { x: PADDING, y: foot, width: WIDTH - 2 * PADDING };
  const shapes: readonly Shape[] = [
    ...headOf(chart, spanWords(span, zone), zone),
    ...labelsOf(places, plot),
    ...thresholdsOf(chart.thresholds ?? [], scale.top, plot),
    ...legendOf(chart, legend, span.to),
    ...(chart.series.some(({ points }) => points.some(([, value]) => isKnown(value)))
      ? []
      : [write({ x: plot.x + 8, y: plot.y + PLOT / 2, text: 'no values', colour: quiet })]),
  ];
  return {
    height: foot + legendHeight(chart) + 8,
    option: {
      ...{ animation: false, backgroundColor: paper, textStyle: { fontFamily: font } },
      // Else echarts makes room for the words of its axes by itself, and our marks stand beside their times.
      grid: { left: plot.x, top: plot.y, width: plot.width, height: PLOT, outerBoundsMode: 'none' },
      xAxis: timeAxis(span, zone),
      yAxis: valueAxis(scale),
      series: [
        behindOf(places, span),
        ...chart.series.map((series, at) => lineOf(series, at, chart.series.length)),
      ],
      graphic: { z: 10, elements: shapes },
    },
  };
}

/** A single moment has some time around it. */
function widened(span: ChartBlock['span'] = { from: 0, to: 0 }) {
  return span.to > span.from ? span : { from: span.from - 60_000, to: span.to + 60_000 };
}

function mostOf({ series, thresholds = [] }: ChartBlock): number {
  const values = series.flatMap(({ points }) => points.map(([, value]) => value)).filter(isKnown);
  const most = values.reduce((a, b) => Math.max(a, b), 0);
  // A threshold that is far away would press the line to the ground.
  const near = thresholds.map(({ value }) => value).filter((value) => value <= 2 * most);
  return Math.max(most, ...near);
}

function axisWidth({ steps }: Scale): number {
  return steps.reduce((most, { words }) => Math.max(most, textWidth(words, sizes.small)), 0);
}

function headOf({ title }: ChartBlock, span: string, zone: string): readonly Shape[] {
  const time = `${span}, ${zone}`;
  const room = WIDTH - 2 * PADDING - textWidth(time, sizes.small) - 12;
  const [y, right] = [HEAD / 2 + 1, WIDTH - PADDING];
  return [
    write({ x: PADDING, y, text: fitted(title, sizes.title, room), colour: ink, size: 'title' }),
    write({ x: right, y, text: time, colour: quiet, size: 'small', align: 'right' }),
  ];
}

function timeAxis(span: { readonly from: number; readonly to: number }, zone: string) {
  const ticks = ticksOf(span, zone);
  const words = new Map(ticks.map((tick) => [tick.at, tick.words]));
  const customValues = ticks.map(({ at }) => at);
  return {
    type: 'value',
    ...{ min: span.from, max: span.to },
    axisLine: { lineStyle: { color: edge } },
    axisTick: { show: true, customValues, lineStyle: { color: edge } },
    splitLine: { show: false },
    axisLabel: {
      ...{ customValues, color: quiet, fontSize: sizes.small, margin: 8, hideOverlap: true },
      formatter: (at: number) => words.get(at) ?? '',
    },
  };
}

function valueAxis({ top, steps }: Scale) {
  const words = new Map(steps.map((step) => [step.value, step.words]));
  const customValues = steps.map(({ value }) => value);
  return {
    type: 'value',
    ...{ min: 0, max: top },
    axisTick: { show: false, customValues },
    splitLine: { show: true, customValues, lineStyle: { color: rule } },
    axisLabel: {
      ...{ customValues, color: quiet, fontSize: sizes.small, margin: 6 },
      formatter: (value: number) => words.get(value) ?? '',
    },
  };
}

function lineOf({ points }: Series, at: number, of: number) {
  const { colour, dash } = penOf(at);
  return {
    type: 'line',
    z: 3,
    symbol: 'none',
    data: points.map(([time, value], place) => {
      if (!isKnown(value)) return [time, null];
      const alone = ![points[place - 1], points[place + 1]].some((next) =>
        isKnown(next?.[1] ?? null),
      );
      // Between two gaps there is no line to be seen.
      return alone ? { value: [time, value], symbol: 'circle', symbolSize: 4 } : [time, value];
    }),
    itemStyle: { color: colour },
    lineStyle: { color: colour, width: of > 4 ? 1.5 : 1.8, ...(dash.length > 0 && { type: dash }) },
    ...(of === 1 && { areaStyle: { color: colour, opacity: 0.14 } }),
  };
}
