import { DAY_MS, momentOf, wallOf } from '../../time/local-time.ts';
import type { Severity } from '../rules/rule.ts';
import type { QuietHours } from './route.ts';

/** When the quiet hours end in which this is held back at that moment; undefined where it may be told. */
export function heldUntil(
  { from, to, zone, severity: held }: QuietHours,
  severity: Severity,
  at: number,
): number | undefined {
  if (severity === 'critical' && held === 'warning') return undefined;
  const wall = wallOf(at, zone);
  const day = Math.floor(wall / DAY_MS) * DAY_MS;
  const time = wall - day;
  const isOver = from < to ? time < from || time >= to : time < from && time >= to;
  if (isOver) return undefined;
  return momentOf(day + to + (time < to ? 0 : DAY_MS), zone);
}
