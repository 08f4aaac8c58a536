import type { CommandContext } from '../command.ts';
import { BotError } from '../errors.ts';
import type { PastQuery, Series, Thing } from './sample.ts';

const HOUR = 3_600_000;

/** How far back, as people choose it. */
export const lasts = ['1h', '6h', '24h', '7d', '30d'] as const;
export type Last = (typeof lasts)[number];

/** The option with which a chart is asked for. */
export const lastOption = {
  type: 'choice',
  values: lasts,
  description: 'How far back; 24h when left out',
  required: false,
  positional: false,
} as const;

const lastMs: Readonly<Record<Last, number>> = {
  '1h': HOUR,
  '6h': 6 * HOUR,
  '24h': 24 * HOUR,
  '7d': 7 * 24 * HOUR,
  '30d': 30 * 24 * HOUR,
};

export function spanOf(last: Last, now: number): Pick<PastQuery, 'from' | 'to'> {
  return { from: now - lastMs[last], to: now };
}

/** Throws `unsupported` where there is no store. */
export function metricsOf({ metrics }: CommandContext): NonNullable<CommandContext['metrics']> {
  if (metrics) return metrics;
  throw new BotError('unsupported', 'There is no store that figures could be kept in');
}

/** The kept figures of each of these things, where there are any. */
export function matchSeries<T>(
  series: readonly Series[],
  wanted: readonly { readonly thing: Thing; readonly as: T }[],
): readonly { readonly number: number; readonly as: T }[] {
  const byKey = new Map(series.map((one) => [keyOf(one), one.number]));
  return wanted.flatMap(({ thing, as }) => {
    const number = byKey.get(keyOf(thing));
    return number === undefined ? [] : [{ number, as }];
  });
}

function keyOf({ site, kind, id, birth }: Thing): string {
  return JSON.stringify([site, kind, id, birth]);
}
