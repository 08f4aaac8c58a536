import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { taskNote } from '../../../src/cards/tasks.ts';
import type { Store } from '../../../src/store/store.ts';
import {
  accept,
  acceptance,
  anna,
  begin,
  exclusive,
  holdOf,
  shared,
  type World,
  world,
} from '../../fixtures/stores.ts';

let db: World;
let store: Store;

beforeAll(async () => {
  db = await world();
  ({ store } = await db.join());
});
afterAll(() => db.dispose());

const target = () => `machine:kvm/${randomUUID()}`;
const card = { title: 'x' };

test('exclusive claims let one in at a time', async () => {
  const e1 = target();
  const first = await begin(store, [exclusive(e1)]);
  const second = await accept(store, [exclusive(e1)]);
  expect(second.taken).toBeUndefined();
  expect(await store.take(second.id)).toBeUndefined();
  await store.end(first, { state: 'done', card });
  expect((await store.take(second.id))?.row).toMatchObject({ state: 'running', epoch: 1 });
});

test('shared claims go together, and keep an exclusive one out', async () => {
  const e1 = target();
  const one = await begin(store, [shared(e1)]);
  const two = await begin(store, [shared(e1)]);
  const alone = await accept(store, [exclusive(e1)]);
  expect(alone.taken).toBeUndefined();
  await store.end(one, { state: 'done', card });
  expect(await store.take(alone.id)).toBeUndefined();
  await store.end(two, { state: 'failed', card });
  expect(await store.take(alone.id)).toBeDefined();
});

test('all claims or none: what waits for one holds none of the others', async () => {
  const [e1, e2] = [target(), target()];
  await begin(store, [exclusive(e1)]);
  const both = await accept(store, [exclusive(e1), exclusive(e2)]);
  expect(both.taken).toBeUndefined();
  expect(await store.showTask(both.id)).toMatchObject({
    state: 'waiting',
    targets: [e1, e2].toSorted((a, b) => (a < b ? -1 : 1)),
  });
});

test('first come, first served: a later one does not pass an earlier one that waits', async () => {
  const [e1, e2] = [target(), target()];
  const holder = await begin(store, [shared(e1)]);
  const early = await accept(store, [exclusive(e1), shared(e2)]);
  const late = await accept(store, [shared(e1)]);
  const elsewhere = await accept(store, [shared(e2)]);
  expect([early.taken, late.taken]).toEqual([undefined, undefined]);
  expect(elsewhere.taken).toBeDefined();
  await store.end(holder, { state: 'done', card });
  expect(await store.take(late.id)).toBeUndefined();
  expect(await store.take(early.id)).toBeDefined();
});

test('many at once take a target one after another, never two together', async () => {
  const e1 = target();
  const others = await Promise.all([db.join(), db.join(), db.join()]);
  const accepted = await Promise.all(
    Array.from({ length: 24 }, (_, at) =>
      accept((others[at % 3] ?? others[0]).store, [exclusive(e1)]),
    ),
  );
  const taken = accepted.filter((one) => one.taken);
  expect(taken).toHaveLength(1);
});

test('a target claimed twice by one operation is claimed once, the stronger way', async () => {
  const e1 = target();
  const hold = await begin(store, [shared(e1), exclusive(e1), shared(e1)]);
  expect((await accept(store, [shared(e1)])).taken).toBeUndefined();
  await store.end(hold, { state: 'done', card });
});

test('an undecided one keeps its claims until a person settles it', async () => {
  const e1 = target();
  const hold = await begin(store, [exclusive(e1)]);
  const behind = await accept(store, [shared(e1)]);
  await store.end(hold, { state: 'undecided', card, reason: 'nobody knows' });
  expect(await store.take(behind.id)).toBeUndefined();
  expect(await store.showTask(behind.id)).toMatchObject({
    reason: `behind anna’s task ${hold.id} (Work), whose outcome is unknown until somebody settles it`,
  });
  expect(
    await store.settle({ id: hold.id, as: 'failed', actor: anna, note: 'looked' }),
  ).toMatchObject({
    state: 'failed',
    reason: 'settled as failed by anna: looked',
  });
  expect(await store.take(behind.id)).toBeDefined();
  await expect(
    store.settle({ id: hold.id, as: 'done', actor: anna, note: '' }),
  ).rejects.toMatchObject({
    code: 'conflict',
    message: `Task ${hold.id} is not undecided: it is failed`,
  });
});

test('a waiting one is cancelled at once, and makes way for those behind it', async () => {
  const e1 = target();
  const holder = await begin(store, [shared(e1)]);
  const waiting = await accept(store, [exclusive(e1)]);
  const behind = await accept(store, [shared(e1)]);
  expect(await store.cancel(waiting.id, anna)).toMatchObject({ state: 'cancelled' });
  expect((await store.operation(waiting.id)).result?.title).toContain('nothing was changed');
  expect(await store.take(waiting.id)).toBeUndefined();
  expect(await store.take(behind.id)).toBeDefined();
  await expect(store.cancel(waiting.id, anna)).rejects.toMatchObject({ code: 'conflict' });
  await store.end(holder, { state: 'done', card });
});

test('what waits says behind whom, and what nobody reaches says so', async () => {
  const e1 = target();
  const holder = await begin(store, [exclusive(e1)]);
  const behind = await accept(store, [exclusive(e1)]);
  expect(await store.showTask(behind.id)).toMatchObject({
    reason: `behind anna’s task ${holder.id} (Work)`,
  });
  const [far] = await store.accept({ operations: [acceptance({ sites: ['moon'] })], run: false });
  expect(await store.showTask(far?.id ?? 0)).toMatchObject({
    reason: 'because no replica reaches moon; none has within the last hour',
  });
});

test('several operations are accepted together or not at all', async () => {
  const before = (await store.listTasks({ ended: true, limit: 1_000 })).length;
  const broken = acceptance({ title: 'fits', input: { at: 1n } });
  await expect(store.accept({ operations: [acceptance(), broken], run: true })).rejects.toThrow();
  expect(await store.listTasks({ ended: true, limit: 1_000 })).toHaveLength(before);
});

test('only the open ones are takeable, among the sites and kinds that are asked for', async () => {
  const ask = (sites: string[], kinds: string[]) => store.takeable({ sites, kinds });
  const { id } = await accept(store, [], false);
  const [two] = await store.accept({
    operations: [acceptance({ sites: ['kvm', 'vbox'], kind: 'other' })],
    run: false,
  });
  expect(await ask(['kvm'], ['test', 'other'])).toContain(id);
  expect(await ask(['kvm'], ['other'])).not.toContain(id);
  expect(await ask(['kvm'], ['test', 'other'])).not.toContain(two?.id);
  expect(await ask(['vbox', 'kvm', 'x'], ['other'])).toEqual([two?.id]);
  const taken = await store.take(id);
  expect(await ask(['kvm'], ['test'])).not.toContain(id);
  if (taken) await store.end(holdOf(store, taken), { state: 'done', card });
  expect(await ask(['kvm'], ['test'])).not.toContain(id);
});

test('a task that runs and that nobody follows says so, not how far it was', async () => {
  const hold = await begin(store, [exclusive(target())]);
  await store.saveProgress(hold, { fraction: 0.79, note: 'copying' });
  expect((await store.showTask(hold.id)).reason).toBeUndefined();
  await store.release(hold);
  const { state, reason } = await store.showTask(hold.id);
  expect(state).toBe('running');
  expect(reason).toMatch(/^nobody follows it now; the next bot that reaches \w+ goes on with it$/);
  expect(taskNote({ state, reason, progress: { fraction: 0.79, note: 'copying' } })).toBe(reason);
});
