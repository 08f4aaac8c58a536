import { ago, unknown } from '../format.ts';

/** Figures older than this say so themselves, milliseconds. */
const FRESH_MS = 30_000;

/** A figure with its age behind it when it is not fresh: `12 % (3 min ago)`. */
export function aged(value: string, at: number | undefined, now: number): string {
  const fresh = at !== undefined && now - at <= FRESH_MS;
  return fresh || value === unknown ? value : `${value} (${ago(at, now)})`;
}
