import type { DigestSettings } from './section.ts';

/** One time that it is due. */
export interface Due {
  /** The day there: `2026-11-27`. No day has two. */
  readonly day: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

const DAY = 86_400_000;

/**
 * The last time that it was due. An hour that a clock skips is told when it would have been; one that comes twice is
 * told once.
 */
export function lastDue({ hour, minute }: DigestSettings['at'], zone: string, now: number): Due {
  const wall = wallClock(zone);
  const today = Math.floor(wall(now) / DAY) * DAY;
  const dueOn = (midnight: number): Due => {
    const wanted = midnight + (hour * 60 + minute) * 60_000;
    return { day: new Date(midnight).toISOString().slice(0, 10), at: instantOf(wanted, wall) };
  };
  const due = dueOn(today);
  return due.at <= now ? due : dueOn(today - DAY);
}

/** What the clocks there show, as if it were UTC. */
type Wall = (at: number) => number;

function wallClock(zone: string): Wall {
  const format = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn-hc-h23', {
    timeZone: zone,
    ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  });
  return (at) => {
    const parts = format.formatToParts(at).map(({ type, value }) => [type, Number(value)] as const);
    const { year = 0, month = 1, day = 1, hour, minute, second } = Object.fromEntries(parts);
    return Date.UTC(year, month - 1, day, hour, minute, second);
  };
}

/** The offset is that of about then; asked twice, because it may change between. */
function instantOf(wanted: number, wall: Wall): number {
  const first = wanted - (wall(wanted) - wanted);
  return wanted - (wall(first) - first);
}
