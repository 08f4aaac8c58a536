import { afterAll, beforeAll, expect, test } from 'vitest';
import { BotError } from '../../../src/errors.ts';
import {
  accept,
  begin,
  drop,
  holdOf,
  type Member,
  type World,
  world,
} from '../../fixtures/stores.ts';

let db: World;
let one: Member;
let two: Member;

beforeAll(async () => {
  db = await world();
  [one, two] = await Promise.all([db.join(), db.join()]);
});
afterAll(() => db.dispose());

const card = { title: 'x' };
const lapse = (id: number) =>
  one.database.pool.query(
    "update operations set lease_until = now() - interval '1 s' where id = $1",
    [id],
  );

test('taking raises the epoch and gives the steps that an earlier owner left', async () => {
  const hold = await begin(one.store);
  await one.store.beginStep(hold, 'first');
  await one.store.endStep(hold, { name: 'first', result: { made: 1 } });
  await one.store.beginStep(hold, 'second');
  await one.store.endStep(hold, {
    name: 'second',
    error: new BotError('failed', 'no', { hint: 'h' }),
  });
  await one.store.beginStep(hold, 'third');
  await lapse(hold.id);
  const taken = await two.store.take(hold.id);
  expect(taken?.row).toMatchObject({ epoch: 2, owner: two.store.me, state: 'running' });
  expect(taken?.steps).toMatchObject([
    { name: 'first', result: { made: 1 }, error: null },
    { name: 'second', result: null, error: { code: 'failed', message: 'no', hint: 'h' } },
    { name: 'third', ended_at: null, result: null, error: null },
  ]);
});

test('a stale epoch writes nothing', async () => {
  const stale = await begin(one.store);
  expect(await one.store.beginStep(stale, 'act')).toBe(true);
  await lapse(stale.id);
  const taken = await two.store.take(stale.id);
  const before = await one.store.operation(stale.id);

  expect(await one.store.beginStep(stale, 'act')).toBe(false);
  expect(await one.store.beginStep(stale, 'another')).toBe(false);
  expect(await one.store.endStep(stale, { name: 'act', result: 1 })).toBe(false);
  expect(await one.store.saveProgress(stale, { note: 'late' })).toBe(false);
  expect(await one.store.saveMessage(stale, { platform: 'x', channel: 'y', id: 'z' })).toBe(false);
  expect(await one.store.end(stale, { state: 'done', card })).toBe(false);
  await one.store.release(stale);

  expect(await one.store.operation(stale.id)).toEqual(before);
  expect(await one.store.steps(stale.id)).toMatchObject([
    { name: 'act', epoch: 1, ended_at: null },
  ]);
  const { rows } = await one.database.pool.query('select event from audit where operation = $1', [
    stale.id,
  ]);
  expect(rows).toEqual([{ event: 'accepted' }]);
  if (!taken) throw new Error('it was not taken');
  expect(await two.store.endStep(holdOf(two.store, taken), { name: 'act', result: 1 })).toBe(true);
});

test('the same process is stale too, once its own operation was taken anew', async () => {
  const stale = await begin(one.store);
  await lapse(stale.id);
  expect((await one.store.take(stale.id))?.row.epoch).toBe(2);
  expect(await one.store.beginStep(stale, 'act')).toBe(false);
});

test('an ended operation takes no further step', async () => {
  const hold = await begin(one.store);
  expect(await one.store.end(hold, { state: 'done', card })).toBe(true);
  expect(await one.store.beginStep(hold, 'act')).toBe(false);
  expect(await one.store.end(hold, { state: 'failed', card })).toBe(false);
  expect(await two.store.take(hold.id)).toBeUndefined();
  expect(await one.store.operation(hold.id)).toMatchObject({ state: 'done', owner: null });
});

test('a living owner with a valid lease keeps what it holds', async () => {
  const { id } = await begin(one.store);
  expect(await two.store.take(id)).toBeUndefined();
  expect(await two.store.takeable({ sites: ['kvm'], kinds: ['test'] })).not.toContain(id);
});

test('a dead owner’s operation is taken at once, its lease notwithstanding', async () => {
  const dying = await db.join();
  const { id } = await begin(dying.store);
  await drop(dying);
  expect(await two.store.takeable({ sites: ['kvm'], kinds: ['test'] })).toContain(id);
  expect((await two.store.take(id))?.row).toMatchObject({ epoch: 2, owner: two.store.me });
});

test('only one of many takers gets a dead owner’s operation', async () => {
  const dying = await db.join();
  const { id } = await begin(dying.store);
  await drop(dying);
  const takers = [one, two, one, two, one, two];
  const taken = await Promise.all(takers.map(({ store }) => store.take(id)));
  expect(taken.filter((won) => won !== undefined)).toHaveLength(1);
});

test('a heartbeat lengthens the leases of what is held, and leaves out what is lost', async () => {
  const [kept, lost] = [await begin(one.store), await begin(one.store)];
  await lapse(kept.id);
  await lapse(lost.id);
  await two.store.take(lost.id);
  expect(await one.store.beat([kept.id, lost.id])).toEqual([
    { id: kept.id, epoch: 1, cancelled: false },
  ]);
  expect(await two.store.take(kept.id)).toBeUndefined();
  expect(await one.store.beat([])).toEqual([]);
});

test('a heartbeat brings the wish to cancel', async () => {
  const { id } = await begin(one.store);
  const info = await two.store.cancel(id, { platform: 'test', id: 'b', name: 'ben' });
  expect(info.state).toBe('running');
  expect(await one.store.beat([id])).toEqual([{ id, epoch: 1, cancelled: true }]);
});

test('a step begun lengthens the lease; what is given back is free at once', async () => {
  const hold = await begin(one.store);
  await lapse(hold.id);
  await one.store.beginStep(hold, 'act');
  expect(await two.store.take(hold.id)).toBeUndefined();
  await one.store.release(hold);
  expect((await two.store.take(hold.id))?.row.epoch).toBe(2);
});

test('a site is served by a living replica that reaches all of it, never by a client', async () => {
  expect(await one.store.served(['kvm'])).toBe(true);
  expect(await one.store.served(['kvm', 'pve'])).toBe(false);
  const client = await db.join({ sites: ['vbox'], client: true });
  expect(await client.store.served(['vbox'])).toBe(false);
  const replica = await db.join({ sites: ['vbox', 'pve'] });
  expect(await client.store.served(['vbox'])).toBe(true);
  await drop(replica);
  expect(await client.store.served(['vbox'])).toBe(false);
});

test('a silent replica serves nothing, though its connection stands', async () => {
  const replica = await db.join({ sites: ['hung'] });
  await one.database.pool.query(
    "update replicas set seen_at = now() - interval '1 min' where id = $1",
    [replica.store.me],
  );
  expect(await one.store.served(['hung'])).toBe(false);
  await replica.store.beat([]);
  expect(await one.store.served(['hung'])).toBe(true);
});

test('an accepted operation that nobody runs waits with epoch 0', async () => {
  const { id, taken } = await accept(one.store, [], false);
  expect(taken).toBeUndefined();
  expect(await one.store.operation(id)).toMatchObject({
    state: 'waiting',
    epoch: 0,
    deadline_at: null,
  });
});
