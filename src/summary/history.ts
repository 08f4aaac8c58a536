import type { Block, ChartBlock, Series } from '../card.ts';
import type { CommandContext } from '../command.ts';
import type { HistoryPoint, Span } from '../hypervisor/history.ts';
import { pastCharts } from '../metrics/chart.ts';
import { matchSeries } from '../metrics/kept.ts';
import type { Thing } from '../metrics/sample.ts';
import { type Attempt, attempt, type Limits } from './attempt.ts';

const HOUR = 3_600_000;
/** Our own figures are enough where they tell of half of the hour. */
const ENOUGH = 30;

export type PlatformPast = (span: Span, signal: AbortSignal) => Promise<readonly HistoryPoint[]>;

export interface Asked {
  readonly thing: Thing;
  /** What the platform has kept; absent where it keeps nothing. */
  readonly platform?: PlatformPast | undefined;
  readonly memoryBytes?: number | undefined;
}

/** CPU and memory of the last hour, each where it is known. */
export type Hour = readonly Series[];

/** What the bot measured itself, or what the platform has kept where that tells more. */
export async function lastHour(
  { thing, platform, memoryBytes }: Asked,
  { metrics }: Pick<CommandContext, 'metrics'>,
  { now, ...limits }: Limits & { readonly now: number },
): Promise<Attempt<Hour>> {
  const span = { from: now - HOUR, to: now };
  const own = await attempt(() => measured(thing, metrics, span), limits);
  if (platform === undefined || pointsIn(own.value) >= ENOUGH) return own;
  const told = await attempt((signal) => platform(span, signal), limits);
  if (told.why !== undefined) return pointsIn(own.value) > 0 ? own : told;
  const kept = seriesOf(told.value, memoryBytes);
  return { value: pointsIn(own.value) > pointsIn(kept) ? (own.value ?? []) : kept };
}

/** What is known of this moment: the end of the line. */
export interface Present {
  readonly at?: number | undefined;
  readonly cpuFraction?: number | undefined;
  readonly memoryUsedBytes?: number | undefined;
  readonly memoryBytes?: number | undefined;
}

/** CPU and memory up to now, or why not; nothing where there are no two points to draw a line between. */
export function hourBlocks(
  { value = [], why }: Attempt<Hour>,
  present: Present,
  now: number,
): readonly Block[] {
  if (why !== undefined) return [{ type: 'text', text: `The last hour is unknown: ${why}.` }];
  const series = value
    .filter(({ points }) => known(points) > 0)
    .map((one) => upTo(one, present))
    .filter(({ points }) => known(points) >= 2);
  if (series.length === 0) return [];
  const span = { from: now - HOUR, to: now };
  const title = series.map(({ name }) => name).join(' and ');
  return [{ type: 'chart', title, unit: 'fraction', series, span } satisfies ChartBlock];
}

/** A minute that is not over was not added up yet: the present figure stands for it. */
function upTo({ name, points }: Series, { at, ...present }: Present): Series {
  const last = points.findLastIndex(([, value]) => value !== null);
  const past = points.slice(0, last + 1);
  const value = name === 'CPU' ? present.cpuFraction : memoryShare(present);
  const newer = at !== undefined && at > (past.at(-1)?.[0] ?? at);
  return { name, points: value !== undefined && newer ? [...past, [at, value]] : points };
}

function memoryShare({ memoryUsedBytes: used, memoryBytes: all }: Omit<Present, 'at'>) {
  return used === undefined || !all ? undefined : used / all;
}

async function measured(
  thing: Thing,
  metrics: CommandContext['metrics'],
  span: Span,
): Promise<Hour> {
  if (metrics === undefined) return [];
  // A site's list may lack the birth mark that the machine's own card has.
  const names = [thing, { ...thing, birth: '' }].map((one) => ({ thing: one, as: one }));
  const [found] = matchSeries(await metrics.series([thing.site]), names);
  if (found === undefined) return [];
  const past = await metrics.past({ series: [found.number], ...span });
  const of = (figure: 'cpu' | 'memory', name: string) =>
    pastCharts(figure, [{ number: found.number, name }], { past, span }).flatMap(
      ({ series }) => series,
    );
  return [...of('cpu', 'CPU'), ...of('memory', 'Memory')];
}

function seriesOf(points: readonly HistoryPoint[], memoryBytes: number | undefined): Hour {
  const series = (name: string, of: (point: HistoryPoint) => number | undefined): Series => ({
    name,
    points: points.map((point) => [point.at, of(point) ?? null] as const),
  });
  return [
    series('CPU', ({ cpuFraction }) => cpuFraction),
    series('Memory', ({ memoryUsedBytes }) => memoryShare({ memoryUsedBytes, memoryBytes })),
  ];
}

function pointsIn(hour: Hour | undefined): number {
  return Math.max(0, ...(hour ?? []).map(({ points }) => known(points)));
}

function known(points: Series['points']): number {
  return points.filter(([, value]) => value !== null).length;
}
