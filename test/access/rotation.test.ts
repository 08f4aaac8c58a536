import { expect, it, test } from 'vitest';
import { type Rotation, shiftAt, shiftsFrom } from '../../src/access/rotation.ts';
import { DAY_MS, momentOf, wallIn, wallOf } from '../../src/time/local-time.ts';

const HOUR = 3_600_000;
const rotation = (zone: string, from: string, everyMs = 7 * DAY_MS): Rotation => ({
  ...{ people: ['anna', 'budi', 'citra'], everyMs, zone, from: wallIn(from) ?? Number.NaN },
});
const personAt = (of: Rotation, at: string) => shiftAt(of, Date.parse(at))?.person;

test.each([
  ['2026-01-05T01:59:59Z', undefined],
  ['2026-01-05T02:00:00Z', 'anna'],
  ['2026-01-12T01:59:59Z', 'anna'],
  ['2026-01-12T02:00:00Z', 'budi'],
  ['2026-01-26T02:00:00Z', 'anna'],
  ['2031-11-03T02:00:00Z', 'budi'],
])('of three who hand over on Mondays at 09:00 in Jakarta, at %s it is %s', (at, person) => {
  expect(personAt(rotation('Asia/Jakarta', '2026-01-05 09:00'), at)).toBe(person);
});

test.each([
  // On 29 March 2026 the clocks of Berlin go from 02:00 to 03:00.
  ['2026-03-23T08:00:00Z', '2026-03-30T07:00:00Z', 7 * 24 * HOUR - HOUR],
  // On 25 October 2026 from 03:00 to 02:00.
  ['2026-10-19T07:00:00Z', '2026-10-26T08:00:00Z', 7 * 24 * HOUR + HOUR],
])('over a change of the clocks the handover stays at 09:00: from %s to %s', (from, until, ms) => {
  const shift = shiftAt(rotation('Europe/Berlin', '2026-01-05 09:00'), Date.parse(from));
  expect(shift).toMatchObject({ from: Date.parse(from), until: Date.parse(until) });
  expect((shift?.until ?? 0) - (shift?.from ?? 0)).toBe(ms);
});

it('a handover at a time that is skipped is an hour later, at one that comes twice the first time', () => {
  const daily = rotation('Europe/Berlin', '2026-03-27 02:30', DAY_MS);
  expect(shiftAt(daily, Date.parse('2026-03-29T12:00:00Z'))?.from).toBe(
    Date.parse('2026-03-29T01:30:00Z'),
  );
  expect(shiftAt(daily, Date.parse('2026-10-25T12:00:00Z'))?.from).toBe(
    Date.parse('2026-10-25T00:30:00Z'),
  );
  // Nobody is on call a second time in the hour that comes twice.
  const twice = ['00:29', '00:30', '00:59', '01:00', '01:29', '01:30', '02:00'];
  const who = twice.map((time) => personAt(daily, `2026-10-25T${time}:00Z`));
  expect(new Set(who.slice(1))).toEqual(new Set([who.at(-1)]));
  expect(who[0]).not.toBe(who[1]);
});

it.each(['Asia/Jakarta', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'UTC'])(
  'in %s each moment of a year is of exactly one turn, and the next one begins where it ends',
  (zone) => {
    const half = rotation(zone, '2026-01-01 00:30', 12 * HOUR);
    for (let at = Date.UTC(2026, 0, 2); at < Date.UTC(2027, 0, 2); at += 29 * HOUR + 60_000) {
      const [now, next] = shiftsFrom(half, at, 2);
      expect(now).toEqual(shiftAt(half, at));
      expect(now?.from).toBeLessThanOrEqual(at);
      expect(now?.until).toBeGreaterThan(at);
      expect(next?.from).toBe(now?.until);
      expect(next?.person).not.toBe(now?.person);
    }
  },
);

it('before the first handover the first turns are those to come', () => {
  const [first, second] = shiftsFrom(rotation('UTC', '2026-01-05 09:00'), 0, 2);
  expect([first?.person, second?.person]).toEqual(['anna', 'budi']);
  expect(first?.from).toBe(Date.parse('2026-01-05T09:00:00Z'));
});

test.each([
  ['2026-01-05 09:00', '2026-01-05T09:00:00.000Z'],
  ['2026-01-05T09:00', '2026-01-05T09:00:00.000Z'],
  ['2026-02-30 09:00', undefined],
  ['2026-01-05 24:00', undefined],
  ['2026-01-05', undefined],
  ['monday', undefined],
])('%s is the time on the wall %s', (text, wall) => {
  expect(wallIn(text)).toBe(wall === undefined ? undefined : Date.parse(wall));
});

test.each(['Europe/Berlin', 'Asia/Kathmandu', 'America/St_Johns', 'Pacific/Apia'])(
  'what a clock in %s shows is found again',
  (zone) => {
    for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += 41 * HOUR) {
      const wall = wallOf(at, zone);
      expect(Math.abs(momentOf(wall, zone) - at)).toBeLessThanOrEqual(HOUR);
      expect(wallOf(momentOf(wall, zone), zone)).toBe(wall);
    }
  },
);
