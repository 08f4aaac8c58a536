/** A time as a person's client shows it in their zone, only always in full: `2026-03-01 14:05:09 +01:00`. */
export function drawTime(seconds: number, zone: string): string {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'longOffset',
  });
  const parts = new Map(
    format.formatToParts(seconds * 1000).map(({ type, value }) => [type, value] as const),
  );
  const of = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  const offset = of('timeZoneName').replace('GMT', '') || '+00:00';
  return `${of('year')}-${of('month')}-${of('day')} ${of('hour')}:${of('minute')}:${of('second')} ${offset}`;
}

const units: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];

/** The style `R`: `in 5 minutes`. */
export function drawRelative(seconds: number, now: number): string {
  const away = seconds - now / 1000;
  const [unit, size] = units.find(([, most]) => Math.abs(away) >= most) ?? ['second', 1];
  return new Intl.RelativeTimeFormat('en').format(Math.round(away / size), unit);
}
