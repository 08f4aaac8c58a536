import { DAY_MS, momentOf, wallOf } from '../time/local-time.ts';
import type { DigestSettings } from './section.ts';

/** One time that it is due. */
export interface Due {
  /** The day there: `2026-11-27`. No day has two. */
  readonly day: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** The last time that it was due, by the clock of that zone; once a day also where clocks are put forward or back. */
export function lastDue({ hour, minute }: DigestSettings['at'], zone: string, now: number): Due {
  const today = Math.floor(wallOf(now, zone) / DAY_MS) * DAY_MS;
  const dueOn = (midnight: number): Due => ({
    day: new Date(midnight).toISOString().slice(0, 10),
    at: momentOf(midnight + (hour * 60 + minute) * 60_000, zone),
  });
  const due = dueOn(today);
  return due.at <= now ? due : dueOn(today - DAY_MS);
}
