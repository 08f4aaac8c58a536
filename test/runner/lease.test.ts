import { expect, test } from 'vitest';
import { instant, openLease } from '../../src/runner/lease.ts';

const ago = (monotonicMs: number, wallMs = monotonicMs) => {
  const { monotonic, wall } = instant();
  return { monotonic: monotonic - monotonicMs, wall: wall - wallMs };
};

test('a lease is valid from the moment its question was sent, with a margin to spare', () => {
  expect(openLease(ago(0), 10_000).isValid()).toBe(true);
  expect(openLease(ago(9_000), 10_000).isValid()).toBe(true);
  expect(openLease(ago(9_600), 10_000).isValid()).toBe(false);
  expect(openLease(ago(11_000), 10_000).isValid()).toBe(false);
});

test('the clock that ran further decides: a suspended machine’s wall clock, a corrected one’s own', () => {
  expect(openLease(ago(1_000, 60_000), 10_000).isValid()).toBe(false);
  expect(openLease(ago(60_000, -5_000), 10_000).isValid()).toBe(false);
});

test('a renewal counts from its sending', () => {
  const lease = openLease(ago(60_000), 10_000);
  lease.renewFrom(ago(1_000));
  expect(lease.isValid()).toBe(true);
  lease.renewFrom(ago(20_000));
  expect(lease.isValid()).toBe(false);
});

test('a lease is shorter here than in the database', () => {
  expect(openLease(ago(9_400)).isValid()).toBe(true);
  expect(openLease(ago(9_600)).isValid()).toBe(false);
});
