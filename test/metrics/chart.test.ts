import { expect, test } from 'vitest';
import { onSteps, pastCharts } from '../../src/metrics/chart.ts';
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

test('several things stand side by side, each of two figures in a chart of its own', () => {
  const past = {
    stepMs: step,
    points: new Map([[7, [at(0, { received: 10, sent: 20 })]]]),
  };
  const span = { from: 0, to: step };
  const things = [
    { number: 7, name: 'web-1' },
    { number: 8, name: 'kvm/db' },
  ];
  const charts = pastCharts('net', things, { past, span });
  expect(charts).toMatchObject([
    { title: 'Network, received', unit: 'bytes-per-second', span },
    { title: 'Network, sent', unit: 'bytes-per-second', span },
  ]);
  const names = charts.map(({ series }) => series.map(({ name }) => name));
  expect(names).toEqual([
    ['web-1', 'kvm/db'],
    ['web-1', 'kvm/db'],
  ]);
  expect(charts[1]?.series[0]?.points).toContainEqual([0, 20]);
  expect(charts[1]?.series[1]?.points.every(([, value]) => value === null)).toBe(true);
});

test('one thing has both in one chart', () => {
  const past = { stepMs: step, points: new Map([[7, [at(0, { read: 1, written: 2 })]]]) };
  const span = { from: 0, to: step };
  const charts = pastCharts('disk', [{ number: 7, name: 'web-1' }], { past, span });
  const names = charts.map(({ series }) => series.map(({ name }) => name));
  expect(names).toEqual([['web-1 read', 'web-1 written']]);
});

test('memory without a whole is no share of it', () => {
  const past = {
    stepMs: step,
    points: new Map([[1, [at(0, { memory: 5 }), at(1, { memory: 5, memoryOf: 10 })]]]),
  };
  const span = { from: 0, to: 2 * step };
  const [chart] = pastCharts('memory', [{ number: 1, name: 'web' }], { past, span });
  expect(chart?.series[0]?.points.map(([, value]) => value)).toEqual([null, 0.5]);
});
