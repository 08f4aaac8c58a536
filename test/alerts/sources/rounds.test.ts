import { expect, test } from 'vitest';
import { createRounds } from '../../../src/alerts/sources/rounds.ts';
import { machine } from '../../doubles/hypervisor.ts';

const MINUTE = 60_000;
const all = Array.from({ length: 90 }, (_, at) => machine(`m${at}`));
const halfHourly = { everyMs: 30 * MINUTE, callMs: MINUTE, least: 2 };

test('each machine has its turn once in the time, and every call asks its share', () => {
  const rounds = createRounds(halfHourly);
  const turns = Array.from({ length: 60 }, (_, minute) =>
    rounds.next('lab', all, minute * MINUTE).map(({ name }) => name),
  );
  expect(new Set(turns.map(({ length }) => length))).toEqual(new Set([3]));
  expect(new Set(turns.slice(0, 30).flat()).size).toBe(90);
  expect(turns.slice(30)).toEqual(turns.slice(0, 30));
});

test('few machines are asked soon, and then are left alone for the time', () => {
  const rounds = createRounds(halfHourly);
  const few = all.slice(0, 4);
  const turns = [0, 1, 2, 29, 30, 31].map(
    (minute) => rounds.next('lab', few, minute * MINUTE).length,
  );
  expect(turns).toEqual([2, 2, 0, 0, 2, 2]);
});

test('a machine that is made anew has a turn of its own, and one site waits for no other', () => {
  const rounds = createRounds(halfHourly);
  const [one] = all;
  const turn = (site: string, birth: string) =>
    rounds.next(site, [machine('m0', { ...one, birth })], 0).length;
  expect([turn('lab', 'b'), turn('lab', 'b'), turn('lab', 'c'), turn('other', 'b')]).toEqual([
    1, 0, 1, 1,
  ]);
});
