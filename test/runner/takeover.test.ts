import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Card } from '../../src/card.ts';
import type { OperationKind } from '../../src/operation.ts';
import { group } from '../../src/operations/group.ts';
import {
  leave,
  type Replica,
  type ReplicaOptions,
  replica,
  workshop,
} from '../fixtures/replicas.ts';
import { acceptance, anna, drop, exclusive, place, type World, world } from '../fixtures/stores.ts';

let db: World;
let shop: ReturnType<typeof workshop>;
let started: Replica[];

beforeEach(async () => {
  db = await world();
  shop = workshop();
  started = [];
});
afterEach(async () => {
  await leave(started);
  await db.dispose();
});

async function start(options: Omit<ReplicaOptions, 'kinds'> = {}): Promise<Replica> {
  const one = await replica(db, { kinds: shop.kinds, ...options });
  started.push(one);
  return one;
}

/** Accepts on the first and waits until its act is under way. */
async function underWay(one: Replica, name: string): Promise<number> {
  const id = await one.submit('gated', name, [exclusive(`machine:kvm/${name}`)]);
  await expect.poll(() => shop.times(name)).toBe(1);
  return id;
}

test('another replica goes on when the first one’s connection is gone', async () => {
  const [one, two] = [await start(), await start()];
  const id = await underWay(one, 'a');
  await drop(one);
  const { state, card } = await two.ended(id);
  expect(state).toBe('done');
  expect(card.footer).toContain('resumed after an interruption');
  expect(shop.times('a')).toBe(1);
  expect(await two.store.operation(id)).toMatchObject({ epoch: 2 });
  shop.open('a');
});

test('another replica goes on when the lease has run out, and the first writes nothing more', async () => {
  const [one, two] = [await start(), await start()];
  const id = await underWay(one, 'b');
  await two.database.pool.query(
    "update operations set lease_until = now() - interval '1 s' where id = $1",
    [id],
  );
  await two.ended(id);
  const end = await two.store.operation(id);
  shop.open('b');
  await one.runner.stop();
  expect(await two.store.operation(id)).toEqual(end);
  expect(shop.times('b')).toBe(1);
});

test('a handover gives everything back at once, and the next one goes on', async () => {
  const [one, two] = [await start(), await start()];
  const id = await underWay(one, 'c');
  await one.runner.stop();
  expect((await two.ended(id)).state).toBe('done');
  expect(shop.times('c')).toBe(1);
  const { rows } = await two.database.pool.query('select event from audit where operation = $1', [
    id,
  ]);
  expect(rows).toEqual([{ event: 'accepted' }, { event: 'ended' }]);
});

test('a cancelled one that still winds up is handed over too', async () => {
  const one = await start();
  const stuck = await one.submit('silent', 'd');
  await expect.poll(() => shop.times('d')).toBe(1);
  await one.store.cancel(stuck, anna);
  await expect.poll(() => shop.times('d looked')).toBeGreaterThan(0);
  await one.runner.stop();
  expect(await one.store.operation(stuck)).toMatchObject({ state: 'running' });
});

test('one whose cancelling was interrupted begins no step when it is resumed', async () => {
  const one = await start();
  const id = await one.submit('twice', 'e');
  await expect.poll(() => shop.times('e')).toBe(1);
  await drop(one);
  const two = await start({ client: true });
  await two.store.cancel(id, anna);
  expect((await two.ended(id)).state).toBe('cancelled');
  expect((await two.store.steps(id)).map(({ name }) => name)).toEqual(['act']);
});

describe('a client', () => {
  test('submits to a living replica and follows', async () => {
    const [live, client] = [await start(), await start({ client: true })];
    const cards: Card[] = [];
    const id = await client.submit('gated', 'f');
    const ending = client.ended(id, (card) => cards.push(card));
    await expect.poll(() => shop.times('f')).toBe(1);
    shop.open('f');
    expect((await ending).state).toBe('done');
    expect(cards.length).toBeGreaterThan(0);
    const { rows } = await live.database.pool.query(
      'select replica from audit where event = $$ended$$',
    );
    expect(rows).toEqual([{ replica: live.store.me }]);
  });

  test('runs its own where no living replica reaches the site', async () => {
    await start({ sites: ['vbox'] });
    const client = await start({ client: true });
    const id = await client.submit('work', 'g');
    expect((await client.ended(id)).state).toBe('done');
    expect(await client.store.operation(id)).toMatchObject({ epoch: 1 });
  });

  test('goes on itself when the replica that ran its operation dies', async () => {
    const [live, client] = [await start(), await start({ client: true })];
    const id = await client.submit('gated', 'h');
    await expect.poll(() => shop.times('h')).toBe(1);
    await drop(live);
    expect((await client.ended(id)).state).toBe('done');
    expect(shop.times('h')).toBe(1);
  });

  test('ends what a killed client left before it begins its own', async () => {
    const killed = await start({ client: true });
    const left = await underWay(killed, 'i');
    await drop(killed);
    const client = await start({ client: true });
    const own = await client.submit('work', 'j', [exclusive('machine:kvm/i')]);
    expect((await client.ended(own)).state).toBe('done');
    expect(await client.store.operation(left)).toMatchObject({ state: 'done', epoch: 2 });
    expect(shop.acts).toEqual(['i', 'j']);
  });
});

test('a client runs a member of its group as soon as the claim it waited for is free', async () => {
  shop = { ...shop, kinds: [...shop.kinds, group as OperationKind] };
  const [first, second] = [await start({ client: true }), await start({ client: true })];
  const held = await underWay(first, 'a');
  const work = (name: string) =>
    acceptance({
      kind: 'work',
      title: name,
      input: name,
      claims: [exclusive(`machine:kvm/${name}`)],
    }).data;
  const both = await second.runner.accept({
    operations: [work('a'), work('b')],
    title: 'Two at once',
    asked: { actor: anna, place, line: 'do both' },
  });
  const ending = second.ended(both);
  await expect.poll(() => shop.times('b')).toBe(1);
  shop.open('a');
  expect((await first.ended(held)).state).toBe('done');
  expect(await ending).toMatchObject({ state: 'done', card: { title: 'Two at once: all done' } });
});
