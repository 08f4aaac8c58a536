import type { ChartBlock, Series } from '../card.ts';
import type { Past, PastQuery, Point } from './sample.ts';

export const figures = ['cpu', 'memory', 'disk', 'net', 'load'] as const;
export type Figure = (typeof figures)[number];

interface Drawn {
  readonly title: string;
  readonly unit: ChartBlock['unit'];
  /** Each line of one thing, and what it says behind the thing's name. */
  readonly lines: readonly { readonly words: string; of(point: Point): number | undefined }[];
}

const drawn: Readonly<Record<Figure, Drawn>> = {
  cpu: { title: 'CPU', unit: 'fraction', lines: [{ words: '', of: ({ cpu }) => cpu }] },
  memory: { title: 'Memory', unit: 'fraction', lines: [{ words: '', of: memoryShare }] },
  disk: {
    title: 'Disks',
    unit: 'bytes-per-second',
    lines: [
      { words: 'read', of: ({ read }) => read },
      { words: 'written', of: ({ written }) => written },
    ],
  },
  net: {
    title: 'Network',
    unit: 'bytes-per-second',
    lines: [
      { words: 'received', of: ({ received }) => received },
      { words: 'sent', of: ({ sent }) => sent },
    ],
  },
  load: { title: 'Load average', unit: 'number', lines: [{ words: '', of: ({ load }) => load }] },
};

/** Whose figures, and under which number they are kept. */
export interface Charted {
  readonly number: number;
  readonly name: string;
}

/** One chart with a line or two of each thing over the time that was asked for, measured or not. */
export function pastChart(
  figure: Figure,
  things: readonly Charted[],
  { past, span }: { readonly past: Past; readonly span: Pick<PastQuery, 'from' | 'to'> },
): ChartBlock {
  const { title, unit, lines } = drawn[figure];
  const series = things.flatMap(({ number, name }) =>
    lines.map(({ words, of }): Series => {
      const points = past.points.get(number) ?? [];
      return {
        name: [name, words].filter(Boolean).join(' '),
        points: withGaps(points, of, { ...span, stepMs: past.stepMs }),
      };
    }),
  );
  return { type: 'chart', title, unit, series };
}

function memoryShare({ memory, memoryOf }: Point): number | undefined {
  return memory === undefined || !memoryOf ? undefined : memory / memoryOf;
}

interface Frame extends Pick<PastQuery, 'from' | 'to'> {
  readonly stepMs: number;
}

/** Points further apart than a step have a null between them, and so have the ends of the time. */
export function withGaps(
  points: readonly Point[],
  of: (point: Point) => number | undefined,
  { from, to, stepMs }: Frame,
): Series['points'] {
  const known = points.map((point) => [point.at, of(point) ?? null] as const);
  const all = [[from, null] as const, ...known, [to, null] as const];
  return all.flatMap((point, at) => {
    const next = all[at + 1];
    const isGap = next !== undefined && next[0] - point[0] > 1.5 * stepMs;
    return isGap && point[1] !== null ? [point, [point[0] + stepMs, null] as const] : [point];
  });
}
