import { rulesIn } from '../alerts/alerts.ts';
import type { Block, Card, ChartBlock } from '../card.ts';
import type { CommandContext } from '../command.ts';
import { count } from '../format.ts';
import { type Charted, type Figure, figureTitle, pastCharts } from './chart.ts';
import { type Marked, marksOf } from './chart-marks.ts';
import { thresholdsOf } from './chart-thresholds.ts';
import { type Last, matchSeries, metricsOf, spanOf } from './kept.ts';

/** What was asked for. */
export interface ChartAsked {
  readonly figure: Figure;
  readonly last: Last;
  readonly wanted: readonly Marked[];
}

/** More lines than this nobody can tell apart. */
const MOST_THINGS = 8;

/** The past of each side by side, with what happened meanwhile; what has no figures is named. */
export async function chartCard(asked: ChartAsked, context: CommandContext): Promise<Card> {
  const { figure, last, wanted } = asked;
  const shown = wanted.slice(0, MOST_THINGS);
  const charts = await chartsOf({ ...asked, wanted: shown }, context);
  const measured = charts.flatMap(withoutEmpty);
  const silent = shown.map(({ as }) => as).filter((name) => !isIn(name, measured));
  return {
    title: `${figureTitle(figure)} of ${titleOf(shown, wanted)}, last ${last}`,
    blocks: [...measured, ...notes(silent, wanted.length - shown.length)],
  };
}

async function chartsOf(
  { figure, last, wanted }: ChartAsked,
  context: CommandContext,
): Promise<readonly ChartBlock[]> {
  const metrics = metricsOf(context);
  const sites = [...new Set(wanted.map(({ thing }) => thing.site))];
  const found = matchSeries(await metrics.series(sites), wanted);
  const charted = found.map(({ number, as }): Charted => ({ number, name: as }));
  const span = spanOf(last, context.now());
  const [past, marks] = await Promise.all([
    metrics.past({ series: found.map(({ number }) => number), ...span }),
    marksOf(wanted, span, context),
  ]);
  const thresholds = thresholdsOf(figure, wanted, rulesIn(context));
  return pastCharts(figure, charted, { past, span }).map((chart) => ({
    ...chart,
    ...(thresholds.length > 0 && { thresholds }),
    ...(marks.length > 0 && { marks }),
  }));
}

/** Without lines that have no value; nothing where none has. */
function withoutEmpty(chart: ChartBlock): readonly ChartBlock[] {
  const series = chart.series.filter(({ points }) => points.some(([, value]) => value !== null));
  return series.length === 0 ? [] : [{ ...chart, series }];
}

function isIn(name: string, charts: readonly ChartBlock[]): boolean {
  return charts.some(({ series }) =>
    series.some((one) => one.name === name || one.name.startsWith(`${name} `)),
  );
}

/** `web-1`; `3 machines`; `8 of 20 machines`. */
function titleOf(shown: readonly Marked[], wanted: readonly Marked[]): string {
  const [only] = wanted;
  if (wanted.length === 1 && only !== undefined) return only.as;
  const all = count(wanted.length, only?.thing.kind ?? 'machine');
  return shown.length === wanted.length ? all : `${shown.length} of ${all}`;
}

function notes(silent: readonly string[], more: number): readonly Block[] {
  const texts = [
    ...(silent.length > 0
      ? [
          `No such figures were kept of ${silent.join(', ')} in that time: the service measures what it polls (npm start -- serve).`,
        ]
      : []),
    ...(more > 0 ? [`And ${more} more: narrow the selector.`] : []),
  ];
  return texts.map((text) => ({ type: 'text', text }));
}
