import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Card } from '../src/card.ts';
import { type Log, silent } from '../src/log.ts';
import { leave, type Replica, replica, workshop } from './fixtures/replicas.ts';
import { anna, exclusive, type World, world } from './fixtures/stores.ts';

const logged: object[] = [];
const log: Log = { ...silent, error: (fields) => logged.push(fields) };
const shop = workshop();
let db: World;
let one: Replica;

beforeAll(async () => {
  db = await world();
  one = await replica(db, { kinds: shop.kinds, log });
});
afterAll(async () => {
  await leave([one]);
  await db.dispose();
});

test('an accepted operation runs to its end, with an audit row and who asked', async () => {
  const id = await one.submit('work', 'a');
  const { state, card } = await one.ended(id);
  expect({ state, title: card.title }).toEqual({ state: 'done', title: 'made a' });
  expect(card.footer).toMatch(new RegExp(`^task ${id} · asked by anna · took \\d+\\.\\d s$`));
  const { rows } = await one.database.pool.query(
    'select event, outcome from audit where operation = $1 order by id',
    [id],
  );
  expect(rows).toEqual([
    { event: 'accepted', outcome: 'accepted' },
    { event: 'ended', outcome: 'done' },
  ]);
});

test('one that fails says what the hypervisor said and what to do', async () => {
  const { state, card } = await one.ended(await one.submit('locked', 'e1'));
  expect(state).toBe('failed');
  expect(card).toMatchObject({
    title: 'e1: VM is locked',
    tone: 'danger',
    blocks: [{ type: 'text', text: 'Unlock it.' }],
  });
});

test('a bug shows its incident alone; the log has the rest', async () => {
  const { state, card } = await one.ended(await one.submit('buggy', 'e1'));
  const [, incident] = /incident ([0-9a-f]{8})/.exec(card.title) ?? [];
  expect(state).toBe('failed');
  expect(JSON.stringify(card)).not.toContain('undefined');
  expect(logged).toContainEqual({ incident, err: new TypeError('x of undefined') });
});

test('one whose outcome cannot be known asks a person, and keeps its claims', async () => {
  const id = await one.submit('lost', 'e1', [exclusive('machine:kvm/lost')]);
  const behind = await one.submit('work', 'after', [exclusive('machine:kvm/lost')]);
  const { state, card } = await one.ended(id);
  expect(state).toBe('undecided');
  expect(card.actions?.map(({ command }) => command)).toEqual([
    `task settle ${id} done`,
    `task settle ${id} failed`,
  ]);
  expect(shop.times('after')).toBe(0);
  await one.store.settle({ id, as: 'failed', actor: anna, note: '' });
  expect((await one.ended(behind)).state).toBe('done');
});

test('a waiting one says behind whom, and starts when the claims are free', async () => {
  const claims = [exclusive('machine:kvm/queue')];
  const first = await one.submit('gated', 'first', claims);
  const second = await one.submit('work', 'second', claims);
  const cards: Card[] = [];
  const ending = one.ended(second, (card) => cards.push(card));
  await expect.poll(() => cards.length).toBeGreaterThan(0);
  expect(cards[0]?.blocks).toEqual([
    { type: 'progress', note: `Waiting behind anna’s task ${first} (first)` },
  ]);
  expect(shop.times('second')).toBe(0);
  shop.open('first');
  expect((await ending).state).toBe('done');
  expect((await one.ended(first)).state).toBe('done');
});

describe('cancelling', () => {
  test('reaches what runs, and what was not done is cancelled', async () => {
    const id = await one.submit('gated', 'cancel me');
    await expect.poll(() => shop.times('cancel me')).toBe(1);
    shop.acts.splice(shop.acts.indexOf('cancel me'), 1);
    await one.store.cancel(id, anna);
    const { state, card } = await one.ended(id);
    expect({ state, title: card.title }).toEqual({
      state: 'cancelled',
      title: 'cancel me: Cancelled before it was done',
    });
  });

  test('that comes too late tells what was done', async () => {
    const id = await one.submit('gated', 'too late');
    await expect.poll(() => shop.times('too late')).toBe(1);
    await one.store.cancel(id, anna);
    expect(await one.ended(id)).toMatchObject({ state: 'done', card: { title: 'made too late' } });
  });

  test('begins no further step', async () => {
    const id = await one.submit('twice', 'half');
    await expect.poll(() => shop.times('half')).toBe(1);
    await one.store.cancel(id, anna);
    expect((await one.ended(id)).state).toBe('cancelled');
    expect((await one.store.steps(id)).map(({ name }) => name)).toEqual(['act']);
  });
});

test('a deadline ends what takes too long', async () => {
  shop.lose('slow');
  const id = await one.submit('short', 'slow');
  const { state, card } = await one.ended(id);
  expect({ state, title: card.title }).toEqual({
    state: 'failed',
    title: 'slow: The deadline passed before it was done',
  });
});

test('a kind that this version does not know is refused, and one in the store is left alone', async () => {
  await expect(one.submit('from-the-future', 'x')).rejects.toMatchObject({ code: 'unsupported' });
  const future = [{ kind: 'from-the-future', deadlineMs: 1_000, parse: String, run: never }];
  const newer = await replica(db, { kinds: future, client: true });
  const id = await newer.submit('from-the-future', 'x');
  expect(await one.store.takeable({ sites: ['kvm'], kinds: ['work'] })).not.toContain(id);
  await expect(one.runner.follow(id, { signal: AbortSignal.timeout(1_500) })).rejects.toThrow();
  expect(await one.store.operation(id)).toMatchObject({ state: 'waiting', epoch: 0 });
  await leave([newer]);
});

test('who stops following leaves the operation running', async () => {
  const id = await one.submit('gated', 'goes on');
  const control = new AbortController();
  const following = one.runner.follow(id, { signal: control.signal });
  control.abort(new Error('detached'));
  await expect(following).rejects.toThrow('detached');
  shop.open('goes on');
  expect((await one.ended(id)).state).toBe('done');
});

function never(): Promise<never> {
  throw new Error('it ran');
}
