/** What stands for every figure that is not known; never 0. */
export const unknown = 'unknown';

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** `512 MiB`, `1.2 GiB`. */
export function bytes(value: number | undefined): string {
  if (value === undefined) return unknown;
  const step = stepOf(value);
  return `${inUnit(value, step)} ${units[step]}`;
}

/** `1.2 of 2.0 GiB`, both in the unit of the whole; `unknown of 2.0 GiB`. */
export function bytesOf(part: number | undefined, whole: number | undefined): string {
  if (whole === undefined) return bytes(part);
  if (part === undefined) return `${unknown} of ${bytes(whole)}`;
  const step = stepOf(whole);
  return `${inUnit(part, step)} of ${inUnit(whole, step)} ${units[step]}`;
}

/** `1.2 MiB/s`. */
export function rate(bytesPerSecond: number | undefined): string {
  return bytesPerSecond === undefined ? unknown : `${bytes(bytesPerSecond)}/s`;
}

/** `12 %`; shares between nothing and one percent are said as such. */
export function percent(fraction: number | undefined): string {
  if (fraction === undefined) return unknown;
  const value = fraction * 100;
  return value > 0 && value < 1 ? '< 1 %' : `${Math.round(value)} %`;
}

/** `12 % of 4`: the share of all CPUs together, and how many they are. */
export function cpu(fraction: number | undefined, cpus: number | undefined): string {
  return cpus === undefined ? percent(fraction) : `${percent(fraction)} of ${cpus}`;
}

/** `0.12 0.08 0.01`: averages over 1, 5 and 15 minutes. */
export function load(averages: readonly number[] | undefined): string {
  return averages?.map((value) => value.toFixed(2)).join(' ') ?? unknown;
}

const spans = [
  { unit: 'd', ms: 86_400_000 },
  { unit: 'h', ms: 3_600_000 },
  { unit: 'min', ms: 60_000 },
  { unit: 's', ms: 1_000 },
] as const;

/** The two largest units of a span in milliseconds: `45 s`, `3 min`, `2 h 10 min`, `3 d 4 h`. */
export function span(ms: number | undefined): string {
  if (ms === undefined) return unknown;
  const at = spans.findIndex((entry) => ms >= entry.ms);
  const first = spans[at];
  if (first === undefined) return '0 s';
  const whole = Math.floor(ms / first.ms);
  const second = first.unit === 'min' ? undefined : spans[at + 1];
  const rest = second === undefined ? 0 : Math.floor((ms % first.ms) / second.ms);
  return rest === 0 ? `${whole} ${first.unit}` : `${whole} ${first.unit} ${rest} ${second?.unit}`;
}

/** How long ago a moment was: `just now`, `3 min ago`. A clock that runs ahead is no news. */
export function ago(at: number | undefined, now: number): string {
  if (at === undefined) return unknown;
  return now - at < 2_000 ? 'just now' : `${span(now - at)} ago`;
}

/** `1 machine`, `2 machines`. */
export function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
}

function stepOf(value: number): number {
  let step = 0;
  while (step < units.length - 1 && Math.abs(value) >= 1024 ** (step + 1)) step += 1;
  return step;
}

/** Below a gibibyte whole numbers say enough. */
function inUnit(value: number, step: number): string {
  const scaled = value / 1024 ** step;
  if (step < 3) return String(Math.round(scaled));
  // A long list has thousands of these, and toFixed is slow.
  const tenths = Math.round(scaled * 10);
  return `${Math.trunc(tenths / 10)}.${Math.abs(tenths % 10)}`;
}
