const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A place on the time axis. */
export interface Tick {
  readonly at: number;
  readonly words: string;
  /** A day begins. */
  readonly day: boolean;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

interface Local {
  readonly minutes: number;
  readonly weekday: string;
  readonly day: string;
  readonly month: string;
  /** Days since 1970 by the calendar there. */
  readonly number: number;
}

/** Round moments of that zone's own clock, as many as can be read beside each other. */
export function ticksOf({ from, to }: Span, zone: string): readonly Tick[] {
  const local = clockOf(zone);
  const { grid, every } = stepsOf(to - from);
  const first = Math.ceil(from / grid) * grid;
  const ticks: Tick[] = [];
  let before = local(first - grid);
  for (let at = first; at <= to; at += grid) {
    const now = local(at);
    const begins = now.number !== before.number;
    const fits = every < DAY ? now.minutes % (every / MINUTE) === 0 : begins;
    before = now;
    if (!(fits || begins)) continue;
    if (every === DAY || begins) ticks.push({ at, words: dayWords(now, every), day: true });
    else ticks.push({ at, words: timeWords(now), day: false });
  }
  return every > DAY ? spread(ticks, every / DAY) : ticks;
}

/** The whole time in words: `26 Nov 08:00 – 27 Nov 08:00`. */
export function spanWords({ from, to }: Span, zone: string): string {
  const local = clockOf(zone);
  const [a, b] = [local(from), local(to)];
  const date = ({ day, month }: Local) => `${day} ${month}`;
  const end = date(a) === date(b) ? timeWords(b) : `${date(b)} ${timeWords(b)}`;
  return `${date(a)} ${timeWords(a)} – ${end}`;
}

/** How far apart the ticks are, and the grid on which they are looked for: offsets are quarters of an hour. */
function stepsOf(span: number): { readonly grid: number; readonly every: number } {
  if (span <= 15 * MINUTE) return { grid: MINUTE, every: 2 * MINUTE };
  if (span <= 2 * HOUR) return { grid: 5 * MINUTE, every: 10 * MINUTE };
  if (span <= 8 * HOUR) return { grid: 15 * MINUTE, every: HOUR };
  if (span <= 30 * HOUR) return { grid: 15 * MINUTE, every: 4 * HOUR };
  if (span <= 3 * DAY) return { grid: 15 * MINUTE, every: 12 * HOUR };
  if (span <= 8 * DAY) return { grid: 15 * MINUTE, every: DAY };
  // Years are looked through less closely.
  const grid = Math.max(HOUR / 2, Math.ceil(span / 5000));
  return { grid, every: Math.ceil(span / DAY / 7) * DAY };
}

function dayWords({ weekday, day, month }: Local, every: number): string {
  return every === DAY ? `${weekday} ${day}` : `${day} ${month}`;
}

function timeWords({ minutes }: Local): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** Every so many days, counted back from the last. */
function spread(ticks: readonly Tick[], days: number): readonly Tick[] {
  return ticks.filter((_, at) => (ticks.length - 1 - at) % days === 0);
}

function clockOf(zone: string): (at: number) => Local {
  const format = new Intl.DateTimeFormat('en-GB-u-ca-gregory-nu-latn-hc-h23', {
    timeZone: zone,
    ...{ year: 'numeric', month: 'short', day: 'numeric', weekday: 'short' },
    ...{ hour: '2-digit', minute: '2-digit' },
  });
  return (at) => {
    const parts = Object.fromEntries(format.formatToParts(at).map((one) => [one.type, one.value]));
    const { year = '', month = '', day = '', weekday = '', hour, minute } = parts;
    return {
      ...{ month, day, weekday, minutes: Number(hour) * 60 + Number(minute) },
      number: Math.floor(Date.parse(`${day} ${month} ${year} UTC`) / DAY),
    };
  };
}
