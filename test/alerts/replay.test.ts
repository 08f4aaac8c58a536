import { expect, test } from 'vitest';
import { createReplay } from '../../src/alerts/replay.ts';
import { defaultRules } from '../../src/alerts/rules/default-rules.ts';
import type { Past, Point } from '../../src/metrics/sample.ts';
import { hostNamed, MINUTE, machineOn } from '../fixtures/alerts.ts';

const begin = Date.parse('2026-11-03T00:00:00Z');
const played = [
  { subject: machineOn('kvm-a', 'web-1'), number: 1 },
  { subject: hostNamed('kvm-a'), number: 2, cpus: 4 },
];

function past(from: number, to: number, of: (minute: number) => Omit<Point, 'at'>): Past['points'] {
  const points = Array.from({ length: to - from }, (_, step) => ({
    at: begin + (from + step) * MINUTE,
    ...of(from + step),
  }));
  return new Map([[1, points]]);
}

test('an hour at 95 % in the past is one card and one notification, over slices as in one piece', () => {
  const cpu = (minute: number) => ({ cpu: minute >= 30 && minute < 90 ? 0.95 : 0.2 });
  const results = [
    [0, 180],
    [0, 45, 46, 91, 180],
  ].map((cuts) => {
    const replay = createReplay(defaultRules, played);
    for (const [at, from] of cuts.slice(0, -1).entries()) {
      replay.play({ stepMs: MINUTE, points: past(from, cuts[at + 1] ?? from, cpu) });
    }
    return replay.result();
  });
  expect(results[0]).toEqual(results[1]);
  expect(results[0]).toMatchObject({ cards: 1, notifications: 1, minutes: 180 });
  expect(results[0]?.incidents).toMatchObject([
    { signal: 'machine-cpu', state: 'resolved', peak: 0.95, startedAt: begin + 40 * MINUTE },
  ]);
});

test('memory is a share of what there is, load one of the cores; what is unknown fires nothing', () => {
  const replay = createReplay(defaultRules, played);
  const memory = past(0, 60, () => ({ memory: 95, memoryOf: 100 }));
  const load = Array.from({ length: 60 }, (_, minute) => ({
    at: begin + minute * MINUTE,
    load: 9,
  }));
  replay.play({
    stepMs: MINUTE,
    points: new Map<number, readonly Point[]>([...memory, [2, load]]),
  });
  const { incidents } = replay.result();
  expect(incidents.map(({ signal, peak }) => [signal, peak])).toEqual([
    ['machine-memory', 0.95],
    ['host-load', 2.25],
  ]);
  const unknown = createReplay(defaultRules, [{ subject: hostNamed('kvm-a'), number: 2 }]);
  unknown.play({ stepMs: MINUTE, points: new Map([[2, load]]) });
  expect(unknown.result()).toMatchObject({ cards: 0, minutes: 60 });
});

test('a time in which nobody measured at all is no alert', () => {
  const replay = createReplay(defaultRules, played);
  replay.play({ stepMs: MINUTE, points: past(0, 20, () => ({ cpu: 0.2 })) });
  replay.play({ stepMs: MINUTE, points: past(300, 320, () => ({ cpu: 0.2 })) });
  expect(replay.result()).toMatchObject({ cards: 0, minutes: 40 });
});
