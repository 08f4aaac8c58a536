import { expect, test } from 'vitest';
import { defaultRules } from '../../src/alerts/rules/default-rules.ts';
import { thresholdsOf } from '../../src/metrics/chart-thresholds.ts';
import { hostNamed } from '../fixtures/alerts.ts';

const host = (name: string, cpus: number) => ({
  subject: hostNamed(name),
  thing: { kind: 'host', cpus } as const,
});
const labels = (...hosts: readonly ReturnType<typeof host>[]) =>
  thresholdsOf('load', hosts, defaultRules).map(({ value, label }) => `${value}: ${label}`);

test('the load of two hosts is trouble from two values on, and each says whose it is', () => {
  expect(labels(host('kvm-a', 8), host('kvm-b', 4))).toEqual([
    '8: warning from 2 a core, kvm-b',
    '16: warning from 2 a core, kvm-a',
  ]);
});

test('where it is the same value it is one line, and nobody’s', () => {
  expect(labels(host('kvm-a', 8), host('kvm-b', 8))).toEqual(['16: warning from 2 a core']);
});
