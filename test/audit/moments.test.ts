import { expect, test } from 'vitest';
import { momentFrom } from '../../src/audit/moments.ts';

const now = Date.UTC(2026, 10, 3, 12);

test.each([
  ['90min', 'UTC', '2026-11-03T10:30:00.000Z'],
  ['2d', 'UTC', '2026-11-01T12:00:00.000Z'],
  ['2026-11-03', 'UTC', '2026-11-03T00:00:00.000Z'],
  ['2026-11-03', 'Asia/Jakarta', '2026-11-02T17:00:00.000Z'],
  ['2026-11-03T14:00', 'Asia/Jakarta', '2026-11-03T07:00:00.000Z'],
  ['2026-11-03T14:00', 'America/New_York', '2026-11-03T19:00:00.000Z'],
  ['2026-07-03T14:00', 'America/New_York', '2026-07-03T18:00:00.000Z'],
  ['2026-11-03T14:00:05Z', 'Asia/Jakarta', '2026-11-03T14:00:05.000Z'],
  ['2026-11-03T14:00+02:00', 'UTC', '2026-11-03T12:00:00.000Z'],
])('%s in %s is %s', (text, zone, moment) => {
  expect(new Date(momentFrom(text, { now: () => now, zone })).toISOString()).toBe(moment);
});

test.each(['yesterday', '2026-13-01', '2026-11-03T25:00', '5', '', '2026-11-03 14:00'])(
  '"%s" is refused with what is right',
  (text) => {
    expect(() => momentFrom(text, { now: () => now, zone: 'UTC' })).toThrow('is no moment');
  },
);
