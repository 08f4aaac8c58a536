import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Change } from '../../../src/store/store.ts';
import { sitDown, writerOf } from '../../fixtures/alert-writer.ts';
import { HOUR } from '../../fixtures/alerts.ts';
import { anna, ben, type Member, type World, world } from '../../fixtures/stores.ts';

let db: World;
let one: Member;
beforeEach(async () => {
  db = await world();
  one = await db.join();
  await sitDown(one);
});
afterEach(() => db.dispose());

describe('incidents', () => {
  test('are listed newest first, of the sites that are asked for, the ended ones where they are wanted', async () => {
    const { alerts } = one.store;
    const old = writerOf({ ...one, begin: Date.now() - 5 * HOUR });
    for (const value of [0.9, 0.1]) await old.says(value);
    await writerOf(one).says(0.99);
    const numbers = async (sites: readonly string[], ended: boolean, limit = 9) =>
      (await alerts.list({ sites, ended, limit })).map(({ number }) => number);
    expect(await numbers(['pve', 'kvm'], true)).toEqual([2, 1]);
    expect(await numbers(['kvm'], true, 1)).toEqual([2]);
    expect(await numbers(['kvm'], false)).toEqual([2]);
    expect(await numbers(['pve'], true)).toEqual([]);
    expect(await numbers([], true)).toEqual([]);
  });

  test('are found for a chart by the time in which they were open', async () => {
    const { alerts } = one.store;
    const now = Date.now();
    const old = writerOf({ ...one, begin: now - 5 * HOUR });
    for (const value of [0.9, 0.1]) await old.says(value);
    await writerOf({ ...one, begin: now - HOUR }).says(0.9);
    const between = async (from: number, to: number, sites = ['kvm']) =>
      (await alerts.between({ sites, from: now + from, to: now + to })).map(({ number }) => number);
    expect(await between(-6 * HOUR, 0)).toEqual([1, 2]);
    expect(await between(-4 * HOUR, 0)).toEqual([2]);
    expect(await between(-6 * HOUR, -2 * HOUR)).toEqual([1]);
    expect(await between(-4 * HOUR, -2 * HOUR)).toEqual([]);
    expect(await between(-6 * HOUR, 0, ['pve'])).toEqual([]);
  });

  test('are acknowledged once, while they are open', async () => {
    const { alerts } = one.store;
    const writer = writerOf(one);
    await writer.says(0.9);
    expect(await alerts.acknowledge(1, anna)).toBe(true);
    expect(await alerts.acknowledge(1, ben)).toBe(false);
    expect(await alerts.find(1)).toMatchObject({
      ...{ number: 1, state: 'acknowledged', members: [{ subject: { name: 'web-1' } }] },
      acknowledged: { by: 'anna', at: expect.any(Number) },
    });
    await writer.says(0.1);
    await expect(alerts.acknowledge(1, ben)).rejects.toMatchObject({ code: 'conflict' });
    await expect(alerts.acknowledge(2, ben)).rejects.toMatchObject({ code: 'not-found' });
    await expect(alerts.find(2)).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('a silence', () => {
  const for1h = () => ({ from: Date.now(), until: Date.now() + HOUR, reason: 'a load\0 test' });

  test('is in force until somebody ends it, or its time is over', async () => {
    const { alerts } = one.store;
    const made = await alerts.silence({ on: 'web-*', signal: 'machine-cpu', ...for1h() }, anna);
    const short = { from: Date.now() - 2 * HOUR, until: Date.now() - HOUR };
    await alerts.silence({ on: 'db-*', ...for1h(), ...short }, anna);
    expect(made).toMatchObject({ number: 1, by: anna, reason: 'a load\ufffd test' });
    expect(await alerts.silences()).toEqual([made]);
    expect(await alerts.unsilence(made.number, ben)).toBe(true);
    expect(await alerts.silences()).toEqual([]);
    expect(await alerts.unsilence(made.number, ben)).toBe(false);
    expect(await alerts.unsilence(99, ben)).toBe(false);
  });

  test('and an acknowledgement are heard by whoever watches, wherever that is', async () => {
    const heard: Change[] = [];
    const other = await db.join();
    const hush = await other.store.changes((change) => heard.push(change));
    await writerOf(one).says(0.9);
    const ofAlerts = () => heard.filter(({ what }) => what === 'alert').length;
    const { alerts } = one.store;
    const acts = [
      () => alerts.acknowledge(1, anna),
      () => alerts.silence({ on: 'web-*', ...for1h() }, anna),
      () => alerts.unsilence(1, anna),
    ];
    for (const [at, act] of acts.entries()) {
      await act();
      await vi.waitFor(() => expect(ofAlerts()).toBe(at + 1), { timeout: 30_000 });
    }
    await hush();
  });
});
