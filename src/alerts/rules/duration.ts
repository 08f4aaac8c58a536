const SECOND = 1_000;
const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: SECOND,
  m: 60 * SECOND,
  min: 60 * SECOND,
  h: 3_600 * SECOND,
  d: 86_400 * SECOND,
  w: 7 * 86_400 * SECOND,
};

/** Milliseconds of a length of time as people type it: `90s`, `10m`, `1h30m`, `2d`. Undefined for anything else. */
export function durationOf(text: string): number | undefined {
  const typed = text.trim().toLowerCase();
  if (!/^(?:\d{1,5}(?:min|ms|[smhdw]))+$/.test(typed)) return undefined;
  return [...typed.matchAll(/(\d{1,5})(min|ms|[smhdw])/g)].reduce(
    (sum, [, number, unit = '']) => sum + Number(number) * (units[unit] ?? 0),
    0,
  );
}
