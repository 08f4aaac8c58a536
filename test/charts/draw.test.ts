import { describe, expect, it } from 'vitest';
import type { ChartBlock } from '../../src/card.ts';
import { ticksOf } from '../../src/charts/clock.ts';
import { svgOf } from '../../src/charts/draw.ts';
import { fitted, textWidth } from '../../src/charts/letters.ts';
import { placeMarks } from '../../src/charts/marks.ts';
import { chartWords } from '../../src/charts/pictures.ts';
import { scaleOf } from '../../src/charts/scale.ts';
import { hostile } from '../contracts/hostile.ts';
import { day, end } from '../fixtures/charts.ts';

const HOUR = 3_600_000;
const paths = (svg: string, colour: string) =>
  [...svg.matchAll(/<path d="([^"]*)"[^>]*stroke="([^"]*)"/g)]
    .filter(([, , stroke]) => stroke === colour)
    .map(([, line = '']) => line);

describe('the picture of a chart', () => {
  it('has a gap where nobody measured', () => {
    const lines = paths(svgOf(day, 'UTC'), '#56b4e9').filter((line) => line.length > 100);
    expect(lines.join(' ').match(/M/g)).toHaveLength(2);
  });

  it.each(Object.entries(hostile))('has %s as text, whatever it says', (_, words) => {
    const [series] = day.series;
    const chart: ChartBlock = {
      ...{ ...day, title: words, series: [{ name: words, points: series?.points ?? [] }] },
      thresholds: [{ value: 0.8, label: words, tone: 'warning' }],
      marks: [{ at: end - HOUR, label: words }],
    };
    const svg = svgOf(chart, 'UTC');
    const tags = new Set([...svg.matchAll(/<(\w+)/g)].map(([, tag]) => tag));
    const known = ['svg', 'rect', 'path', 'text', 'g', 'style', 'defs', 'clipPath'];
    expect([...tags].filter((tag) => !known.includes(tag ?? ''))).toEqual([]);
  });

  it('says in words what it shows, and how old the newest value is', () => {
    expect(chartWords(day)).toMatch(/^CPU over 1 d: web-1 now 2\d %, min 10 %, max 90 %$/);
    const [series] = day.series;
    const points = (series?.points ?? []).map(([at, value]) =>
      at > end - 3 * HOUR ? ([at, null] as const) : ([at, value] as const),
    );
    const old = { ...day, series: [{ name: 'web-1', points }] };
    expect(chartWords(old)).toMatch(/web-1 \d+ % 2 h \d+ min ago, min/);
    expect(chartWords({ ...day, series: [] })).toBe('CPU over 1 d: no values');
  });
});

describe('the axes', () => {
  it('go up in round numbers of one unit', () => {
    const words = (unit: ChartBlock['unit'], most: number) =>
      scaleOf(unit, most).steps.map((step) => step.words);
    expect(words('fraction', 0.03)).toEqual(['0 %', '25 %', '50 %', '75 %', '100 %']);
    expect(words('bytes-per-second', 1.7 * 2 ** 20).at(-1)).toBe('2 MiB/s');
    expect(words('bytes', 700 * 2 ** 30)).toContain('400 GiB');
    expect(words('number', 0)).toEqual(['0', '0.2', '0.4', '0.6', '0.8', '1']);
  });

  it('have round hours of the zone, also where its clocks are put back', () => {
    const night = { from: Date.UTC(2026, 9, 24, 20), to: Date.UTC(2026, 9, 25, 20) };
    const words = ticksOf(night, 'Europe/Berlin').map((tick) => tick.words);
    expect(words).toEqual(['25 Oct', '04:00', '08:00', '12:00', '16:00', '20:00']);
    const nepal = ticksOf({ from: end - 6 * HOUR, to: end }, 'Asia/Kathmandu');
    expect(nepal.every(({ words: said }) => said.endsWith(':00'))).toBe(true);
  });

  it('have days where a day has many', () => {
    const week = ticksOf({ from: end - 7 * 24 * HOUR, to: end }, 'Asia/Jakarta');
    expect(week.map(({ words }) => words)).toContain('Mon 23');
    expect(week).toHaveLength(7);
    expect(ticksOf({ from: end - 30 * 24 * HOUR, to: end }, 'UTC').length).toBeLessThan(9);
  });
});

describe('marks', () => {
  const span = { from: end - 24 * HOUR, to: end };
  const plot = { x: 50, width: 300 };

  it('have labels that do not meet and stay in the picture', () => {
    const marks = Array.from({ length: 7 }, (_, at) => ({
      at: end - (at * 3 + 1) * HOUR,
      label: `snapshot number ${at}`,
    }));
    const { placed } = placeMarks(marks, span, plot);
    const labels = placed.flatMap(({ label }) => label ?? []);
    expect(labels.length).toBeGreaterThan(1);
    for (const one of labels) {
      expect(one.x).toBeGreaterThanOrEqual(plot.x);
      const right = one.x + textWidth(one.text, 11);
      expect(right).toBeLessThanOrEqual(plot.x + plot.width);
      const beside = labels.filter(({ lane, x }) => lane === one.lane && x > one.x);
      for (const other of beside) expect(other.x).toBeGreaterThan(right);
    }
  });

  it('of one kind are counted where they are many', () => {
    const marks = Array.from({ length: 20 }, (_, at) => ({ at: end - at * HOUR, label: 'backup' }));
    const { placed } = placeMarks(marks, span, plot);
    expect(placed.flatMap(({ label }) => label?.text ?? [])).toEqual(['20 × backup']);
  });

  it('outside of the time are not there', () => {
    const marks = [{ at: end + HOUR, label: 'later' }];
    expect(placeMarks(marks, span, plot).placed).toEqual([]);
  });
});

it('a name is cut to its room', () => {
  const cut = fitted('a-very-long-name-of-a-machine', 12, 80);
  expect(cut).toMatch(/^a-very-.*…$/);
  expect(textWidth(cut, 12)).toBeLessThanOrEqual(80);
});

it('a mark stands at its time, above the plot and in it', () => {
  const chart: ChartBlock = { ...day, marks: [{ at: end - 3 * HOUR, label: 'backup' }] };
  const svg = svgOf(chart, 'UTC');
  const lines = [...svg.matchAll(/<path d="M([\d.]+) [^>]*stroke="#9fabb8"/g)];
  expect(lines).toHaveLength(2);
  const at = lines.map(([, x]) => Number(x));
  expect(Math.max(...at) - Math.min(...at)).toBeLessThan(1.1);
});
