import type { Block } from '../card.ts';
import type { History, HistoryPoint, Span } from '../hypervisor/history.ts';
import { type Attempt, attempt, type Limits } from './attempt.ts';

const HOUR = 3_600_000;

/** What the platform has kept of the last hour; undefined where it keeps nothing. */
export function lastHour(
  history: History | undefined,
  ask: (history: History, span: Span, signal: AbortSignal) => Promise<readonly HistoryPoint[]>,
  { now, ...limits }: Limits & { readonly now: number },
): Promise<Attempt<readonly HistoryPoint[]>> | undefined {
  const span = { from: now - HOUR, to: now };
  return history && attempt((signal) => ask(history, span, signal), limits);
}

/** The CPU over that time, or why not; nothing where there are no two points to draw a line between. */
export function cpuChart(told: Attempt<readonly HistoryPoint[]> | undefined): readonly Block[] {
  if (told?.why !== undefined) {
    return [{ type: 'text', text: `The last hour is unknown: ${told.why}.` }];
  }
  const points = (told?.value ?? []).map(
    ({ at, cpuFraction }) => [at, cpuFraction ?? null] as const,
  );
  if (points.filter(([, value]) => value !== null).length < 2) return [];
  return [{ type: 'chart', title: 'CPU', unit: 'fraction', series: [{ name: 'CPU', points }] }];
}
