/*
 * Clocks on the wall, and the moments at which they show something. A time on the wall is written as the milliseconds
 * since the epoch at which a clock in UTC would show it.
 */

const formats = new Map<string, Intl.DateTimeFormat>();

/** What a clock in that zone of the tz database shows at a moment. */
export function wallOf(at: number, zone: string): number {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) + (((at % 1000) + 1000) % 1000);
}

/**
 * The moment at which a clock in that zone shows it. Where clocks are put back and show it twice, the first; where they
 * are put forward and never show it, as much later as they were put forward (as `compatible` in ECMA-262's Temporal).
 */
export function momentOf(wall: number, zone: string): number {
  const offset = (at: number) => wallOf(at, zone) - at;
  const before = offset(wall - DAY_MS);
  const after = offset(wall + DAY_MS);
  const shown = [wall - before, wall - after].filter((at) => wallOf(at, zone) === wall);
  return shown.length > 0 ? Math.min(...shown) : wall - before;
}

export const DAY_MS = 86_400_000;

/** A time of the day as people write it: `8:00`, `22:00`; undefined for one that there is not. */
export function timeOfDayIn(text: string) {
  const [, hour, minute] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  return hour === undefined ? undefined : { hour: Number(hour), minute: Number(minute) };
}

/** A day and a time as people write them in a file: `2026-01-05 09:00`; undefined for a day that there is not. */
export function wallIn(text: string): number | undefined {
  const written = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})$/.exec(text.trim());
  if (written === null) return undefined;
  const [, day = '', time = ''] = written;
  const at = Date.parse(`${day}T${time}:00Z`);
  // `2026-02-30` is taken for a day of March.
  const same = !Number.isNaN(at) && new Date(at).toISOString().startsWith(`${day}T${time}`);
  return same ? at : undefined;
}

/** Making one takes a hundred times longer than using it; there are few zones. */
function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn-hc-h23', {
    timeZone: zone,
    ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  });
  formats.set(zone, made);
  return made;
}
