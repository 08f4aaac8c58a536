import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { leave, type Replica, replica, workshop } from '../fixtures/replicas.ts';
import { type World, world } from '../fixtures/stores.ts';

let db: World;
const running: Replica[] = [];
beforeEach(async () => {
  db = await world();
});
afterEach(async () => {
  await leave(running.splice(0));
  await db.dispose();
});

const names = ['a', 'b', 'c', 'd', 'e'];

describe('a replica', () => {
  it('carries out no more at once than it has places for, and the next when one is free', async () => {
    const { acts, kinds, open } = workshop();
    const one = await replica(db, { kinds, places: 2 });
    running.push(one);
    const ids = await Promise.all(names.map((name) => one.submit('gated', name)));
    await expect.poll(() => acts.length).toBe(2);
    expect((await one.store.load()).waiting).toBe(3);
    for (const name of names) open(name);
    await Promise.all(ids.map((id) => one.ended(id)));
    expect([acts.length, new Set(acts)]).toEqual([names.length, new Set(names)]);
  });

  it('leaves what it has no place for to another', async () => {
    const { acts, kinds, open } = workshop();
    const small = await replica(db, { kinds, places: 1 });
    running.push(small, await replica(db, { kinds, places: 4 }));
    const ids = await Promise.all(names.map((name) => small.submit('gated', name)));
    await expect.poll(() => acts.length, { timeout: 20_000 }).toBe(5);
    for (const name of names) open(name);
    await Promise.all(ids.map((id) => small.ended(id)));
  });

  it('gives back what is about a site that another reaches and it does not, and each act happens once', async () => {
    const { kinds, open, times } = workshop();
    let gives: readonly string[] = [];
    const reach = {
      takes: () => ['kvm'].filter((one) => !gives.includes(one)),
      gives: () => gives,
    };
    const cut = await replica(db, { kinds, reach });
    const good = await replica(db, { kinds });
    running.push(cut, good);
    const id = await cut.submit('gated', 'a');
    await expect.poll(() => times('a')).toBe(1);
    gives = ['kvm'];
    const owner = async () => (await cut.store.operation(id)).owner;
    // It has acted and looks for itself done, whoever follows it.
    await expect
      .poll(async () => (await cut.store.operation(id)).epoch, { timeout: 20_000 })
      .toBe(2);
    open('a');
    expect((await good.ended(id)).state).toBe('done');
    expect(await owner()).toBeNull();
    expect(times('a')).toBe(1);
  });

  it('refuses by name what is about sites that no replica reaches together', async () => {
    const { kinds } = workshop();
    const reach = { takes: () => ['kvm'], gives: () => [] };
    const one = await replica(db, { kinds, sites: ['kvm', 'pve'], reach });
    running.push(one);
    await one.store.replicas.report({ unreached: ['pve'] });
    await expect(one.submit('gated', 'a')).rejects.toMatchObject({
      code: 'unreachable',
      message: 'No replica reaches kvm and pve at the same time',
    });
  });
});
