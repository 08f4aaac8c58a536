import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { valueText, when, whenAgo } from '../../src/time/moment.ts';

const noon = Date.UTC(2026, 10, 3, 12, 0, 5);
const told = (at: number, zone: string) => valueText(when(at), zone);

it('a moment is data: its time in UTC, and its age', () => {
  expect(when(noon)).toEqual({ at: '2026-11-03T12:00:05.000Z' });
  expect(whenAgo(noon, noon + 180_000)).toEqual({
    at: '2026-11-03T12:00:05.000Z',
    note: '3 min ago',
  });
});

it('is told in any zone, with its offset', () => {
  expect(told(noon, 'UTC')).toBe('2026-11-03 12:00:05 UTC');
  expect(told(noon, 'Africa/Abidjan')).toBe('2026-11-03 12:00:05 UTC');
  expect(told(noon, 'Asia/Jakarta')).toBe('2026-11-03 19:00:05 +07:00');
  expect(told(noon, 'America/St_Johns')).toBe('2026-11-03 08:30:05 -03:30');
  expect(told(noon, 'Pacific/Chatham')).toBe('2026-11-04 01:45:05 +13:45');
  expect(valueText(whenAgo(noon, noon + 180_000), 'Asia/Jakarta')).toBe(
    '2026-11-03 19:00:05 +07:00 (3 min ago)',
  );
});

it('midnight is 00, and a year has four digits', () => {
  expect(told(Date.UTC(2026, 0, 1), 'UTC')).toBe('2026-01-01 00:00:00 UTC');
  expect(told(Date.UTC(2026, 0, 1) - 1_000, 'UTC')).toBe('2025-12-31 23:59:59 UTC');
  expect(told(-61_000_000_000_000, 'UTC')).toMatch(/^0036-12-/);
});

it('the hour that comes twice is told apart by its offset', () => {
  expect(told(Date.UTC(2026, 9, 25, 0, 30), 'Europe/Berlin')).toBe('2026-10-25 02:30:00 +02:00');
  expect(told(Date.UTC(2026, 9, 25, 1, 30), 'Europe/Berlin')).toBe('2026-10-25 02:30:00 +01:00');
});

it('what is no time is unknown', () => {
  for (const at of [undefined, Number.NaN, Number.POSITIVE_INFINITY, 8.64e15 + 1]) {
    expect(when(at)).toBe('unknown');
    expect(whenAgo(at, noon)).toBe('unknown');
  }
  expect(valueText({ at: 'yesterday' }, 'UTC')).toBe('unknown');
});

describe('whatever stands in a text', () => {
  it('it stays that text: only data becomes a time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(valueText(text, 'Asia/Jakarta')).toBe(text);
      }),
    );
    const stored = JSON.stringify(when(noon));
    expect(valueText(stored, 'Asia/Jakarta')).toBe(stored);
  });

  it('a moment that was stored is told as the one that was made, in every zone', () => {
    const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
    fc.assert(
      fc.property(fc.date({ min: new Date(0), noInvalidDate: true }), zones, (date, zone) => {
        const stored = JSON.parse(JSON.stringify(when(+date)));
        const text = valueText(stored, zone);
        expect(text).toBe(told(+date, zone));
        // Read back with its offset it is the same second: nobody can misread it.
        const [day, time, offset] = text.split(' ');
        if (date.getUTCFullYear() > 9_000) return;
        const iso = `${day}T${time}${offset === 'UTC' ? 'Z' : offset?.slice(0, 6)}`;
        expect(Math.abs(Date.parse(iso) - +date)).toBeLessThan(60_000);
      }),
    );
  });
});
