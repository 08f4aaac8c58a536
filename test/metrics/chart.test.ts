import { expect, test } from 'vitest';
import { onSteps, pastChart } from '../../src/metrics/chart.ts';
import type { Point } from '../../src/metrics/sample.ts';

const step = 60_000;
const at = (minute: number, more: Omit<Point, 'at'> = {}): Point => ({
  at: minute * step,
  ...more,
});

test('every step of the time has a point, and a null where nobody measured', () => {
  const points = [at(2, { cpu: 0.1 }), at(3, { cpu: 0.2 }), at(6, { cpu: 0 }), at(7)];
  const frame = { from: 1.5 * step, to: 9 * step, stepMs: step };
  const drawn = onSteps(points, ({ cpu }) => cpu, frame);
  expect(drawn.map(([time, value]) => [time / step, value])).toEqual([
    [1, null],
    [2, 0.1],
    [3, 0.2],
    [4, null],
    [5, null],
    [6, 0],
    [7, null],
    [8, null],
  ]);
});

test('several things stand side by side, each with its own lines', () => {
  const past = {
    stepMs: step,
    points: new Map([[7, [at(0, { received: 10, sent: 20 })]]]),
  };
  const chart = pastChart(
    'net',
    [
      { number: 7, name: 'web-1' },
      { number: 8, name: 'kvm/db' },
    ],
    { past, span: { from: 0, to: step } },
  );
  expect(chart).toMatchObject({ title: 'Network', unit: 'bytes-per-second' });
  expect(chart.series.map(({ name }) => name)).toEqual([
    'web-1 received',
    'web-1 sent',
    'kvm/db received',
    'kvm/db sent',
  ]);
  expect(chart.series[1]?.points).toContainEqual([0, 20]);
  expect(chart.series[3]?.points.every(([, value]) => value === null)).toBe(true);
});

test('memory without a whole is no share of it', () => {
  const past = {
    stepMs: step,
    points: new Map([[1, [at(0, { memory: 5 }), at(1, { memory: 5, memoryOf: 10 })]]]),
  };
  const span = { from: 0, to: 2 * step };
  const { series } = pastChart('memory', [{ number: 1, name: 'web' }], { past, span });
  expect(series[0]?.points.map(([, value]) => value)).toEqual([null, 0.5]);
});
