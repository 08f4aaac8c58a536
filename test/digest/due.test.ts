import { expect, it, test } from 'vitest';
import { lastDue } from '../../src/digest/due.ts';

const eight = { hour: 8, minute: 0 };
const due = (zone: string, now: string, at = eight) => {
  const { day, at: moment } = lastDue(at, zone, Date.parse(now));
  return `${day} ${new Date(moment).toISOString()}`;
};

test.each([
  ['UTC', '2026-11-27T08:00:00Z', '2026-11-27 2026-11-27T08:00:00.000Z'],
  ['UTC', '2026-11-27T07:59:59Z', '2026-11-26 2026-11-26T08:00:00.000Z'],
  ['Asia/Jakarta', '2026-11-27T01:30:00Z', '2026-11-27 2026-11-27T01:00:00.000Z'],
  ['America/New_York', '2026-11-27T01:30:00Z', '2026-11-26 2026-11-26T13:00:00.000Z'],
  ['Pacific/Apia', '2026-11-27T01:30:00Z', '2026-11-27 2026-11-26T19:00:00.000Z'],
  ['Asia/Kathmandu', '2027-01-01T02:15:00Z', '2027-01-01 2027-01-01T02:15:00.000Z'],
])('in %s at %s it was due last on %s', (zone, now, when) => {
  expect(due(zone, now)).toBe(when);
});

it('keeps its hour when the clocks change', () => {
  expect(due('Europe/Berlin', '2026-10-24T12:00:00Z')).toBe('2026-10-24 2026-10-24T06:00:00.000Z');
  expect(due('Europe/Berlin', '2026-10-25T12:00:00Z')).toBe('2026-10-25 2026-10-25T07:00:00.000Z');
});

it('is due once a day where its time comes twice, and where it is skipped', () => {
  const half = { hour: 2, minute: 30 };
  const days = new Set<string>();
  for (const [from, to] of [
    ['2026-10-24T12:00:00Z', '2026-10-26T12:00:00Z'],
    ['2026-03-28T12:00:00Z', '2026-03-30T12:00:00Z'],
  ] as const) {
    for (let at = Date.parse(from); at < Date.parse(to); at += 600_000) {
      days.add(due('Europe/Berlin', new Date(at).toISOString(), half));
    }
  }
  expect([...days].map((one) => one.slice(0, 10))).toEqual([
    ...['2026-10-24', '2026-10-25', '2026-10-26', '2026-03-28', '2026-03-29', '2026-03-30'],
  ]);
});
