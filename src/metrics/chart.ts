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

interface Measured {
  readonly past: Past;
  readonly span: Pick<PastQuery, 'from' | 'to'>;
}

/**
 * The time that was asked for, measured or not: one chart where that is one line of each thing, or all lines of one
 * thing. Where it is two of several, each has a chart of its own.
 */
export function pastCharts(
  figure: Figure,
  things: readonly Charted[],
  measured: Measured,
): readonly ChartBlock[] {
  const { title, lines } = drawn[figure];
  if (things.length < 2 || lines.length < 2) return [chartOf(figure, things, measured, lines)];
  return lines.map((line) => ({
    ...chartOf(figure, things, measured, [{ ...line, words: '' }]),
    title: `${title}, ${line.words}`,
  }));
}

function chartOf(
  figure: Figure,
  things: readonly Charted[],
  { past, span }: Measured,
  lines: Drawn['lines'],
): ChartBlock {
  const { title, unit } = drawn[figure];
  const series = things.flatMap(({ number, name }) =>
    lines.map(({ words, of }): Series => {
      const points = past.points.get(number) ?? [];
      return {
        name: [name, words].filter(Boolean).join(' '),
        points: onSteps(points, of, { ...span, stepMs: past.stepMs }),
      };
    }),
  );
  return { type: 'chart', title, unit, series, span };
}

/** `CPU`, `Disks`. */
export function figureTitle(figure: Figure): string {
  return drawn[figure].title;
}

function memoryShare({ memory, memoryOf }: Point): number | undefined {
  return memory === undefined || !memoryOf ? undefined : memory / memoryOf;
}

interface Frame extends Pick<PastQuery, 'from' | 'to'> {
  readonly stepMs: number;
}

/** One point for every step of the time, counted from 1970 on; null where nobody measured. */
export function onSteps(
  points: readonly Point[],
  of: (point: Point) => number | undefined,
  { from, to, stepMs }: Frame,
): Series['points'] {
  const values = new Map(points.map((point) => [point.at, of(point)]));
  const first = Math.floor(from / stepMs) * stepMs;
  return Array.from({ length: Math.ceil((to - first) / stepMs) }, (_, step) => {
    const at = first + step * stepMs;
    return [at, values.get(at) ?? null] as const;
  });
}
