import type { Moment } from '../card.ts';
import { ago, unknown } from '../format.ts';

/** The last millisecond a date can hold, on both sides of the epoch (ECMA-262, time values). */
const LAST = 8.64e15;

/** A moment for a field or a cell, as data: each reader sees it in a zone of their own. */
export function when(at: number | undefined): Moment | string {
  return at === undefined || !(Math.abs(at) <= LAST) ? unknown : { at: new Date(at).toISOString() };
}

/** The same with its age behind it: `2026-11-03 19:00:05 +07:00 (3 min ago)`. */
export function whenAgo(at: number | undefined, now: number): Moment | string {
  const moment = when(at);
  return typeof moment === 'string' ? moment : { ...moment, note: ago(at, now) };
}

/** A value as text in the reader's zone. What came from outside in it is as it came: a renderer makes it harmless. */
export function valueText(value: Moment | string, zone: string): string {
  if (typeof value === 'string') return value;
  const at = Date.parse(value.at);
  const time = Number.isNaN(at) ? unknown : inZone(at, zone);
  return value.note === undefined ? time : `${time} (${value.note})`;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * `2026-11-03 19:00:05 +07:00`. The offset, not a short name of the zone: `IST` is three zones, and in the night
 * when clocks are put back only the offset tells the first 02:30 from the second.
 */
function inZone(at: number, zone: string): string {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const { year, month, day, hour, minute, second, timeZoneName = '' } = parts;
  const offset = timeZoneName.replace('GMT', '');
  const shown = offset === '' || offset === '+00:00' ? 'UTC' : offset;
  const era = parts['era'] === 'BC' ? ' BC' : '';
  return `${year?.padStart(4, '0')}-${month}-${day}${era} ${hour}:${minute}:${second} ${shown}`;
}

/** Making one takes a hundred times longer than using it; a bot has few readers' zones. */
function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn-hc-h23', {
    timeZone: zone,
    era: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'longOffset',
  });
  formats.set(zone, made);
  return made;
}
