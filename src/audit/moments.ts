import { BotError } from '../errors.ts';
import { machineZone } from '../time/zone.ts';

const lengths = { min: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

export interface Clock {
  now(): number;
  /** By which a day without a zone of its own is counted. */
  readonly zone?: string | undefined;
}

/** A moment as people type it: `90min`, `2d` (that long ago), `2026-11-03`, `2026-11-03T14:00`. Throws `invalid`. */
export function momentFrom(text: string, { now, zone = machineZone() }: Clock): number {
  const [, number, unit] = /^(\d{1,5})(min|h|d|w)$/.exec(text) ?? [];
  if (number !== undefined) return now() - Number(number) * lengths[unit as keyof typeof lengths];
  const [, day, time, offset] =
    /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d)?)(Z|[+-]\d\d:\d\d)?)?$/.exec(text) ?? [];
  const as = Date.parse(`${day}T${time ?? '00:00'}${offset ?? 'Z'}`);
  if (Number.isNaN(as)) {
    throw new BotError('invalid', `${text} is no moment`, {
      hint: 'Nothing was changed. A moment is 90min, 12h, 2d or 3w (that long ago), 2026-11-03, or 2026-11-03T14:00.',
    });
  }
  return offset === undefined ? as - ahead(as - ahead(as, zone), zone) : as;
}

/** Milliseconds by which clocks of the zone are ahead of UTC at that moment. */
function ahead(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName');
  const [, sign, hours = '0', minutes = '0'] =
    /GMT([+-])(\d\d):(\d\d)/.exec(parts?.value ?? '') ?? [];
  const span = Number(hours) * lengths.h + Number(minutes) * lengths.min;
  return sign === '-' ? -span : span;
}
