import type { ChartBlock } from '../../../../src/card.ts';

const binary = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
const spans = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1000, 's'],
] as const;

/** One value of a chart in its unit: `45 %`, `1.2 GiB`, `3.4 MiB/s`, `12.5`. */
export function formatValue(value: number, unit: ChartBlock['unit']): string {
  switch (unit) {
    case 'fraction':
      return `${short(value * 100)} %`;
    case 'bytes':
      return formatBytes(value);
    case 'bytes-per-second':
      return `${formatBytes(value)}/s`;
    case 'number':
      return short(value);
    default:
      return unit satisfies never;
  }
}

export function formatBytes(bytes: number): string {
  const power = Math.floor(Math.log2(Math.max(1, Math.abs(bytes))) / 10);
  const step = Math.min(power, binary.length - 1);
  return `${short(bytes / 1024 ** step)} ${binary[step]}`;
}

/** How long, in the largest unit that gives at least two of it. */
export function formatSpan(milliseconds: number): string {
  const [size, name] = spans.find(([each]) => milliseconds >= 2 * each) ?? [1, 'ms'];
  return `${Math.round(milliseconds / size)} ${name}`;
}

function short(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e9) return value.toExponential(1);
  return String(Number(value.toFixed(size >= 10 ? 0 : 1)));
}
