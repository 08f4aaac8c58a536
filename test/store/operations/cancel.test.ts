import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Change } from '../../../src/store/store.ts';
import {
  acceptance,
  ben,
  exclusive,
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
const work = (machine = randomUUID()) =>
  acceptance({ claims: [exclusive(`machine:kvm/${machine}`)] });

async function group(operations: readonly ReturnType<typeof work>[], run: boolean) {
  const accepted = await one.store.accept({ operations, group: acceptance({ sites: [] }), run });
  const [whole, ...members] = accepted;
  return { id: whole?.id ?? 0, members };
}

const states = async (of: number) => (await two.store.members(of)).map(({ state }) => state);

test('a group that nobody has begun is cancelled with all of it: nothing of it ever begins', async () => {
  const { id, members } = await group([work(), work()], false);
  expect(await two.store.cancel(id, ben)).toMatchObject({ state: 'cancelled' });
  expect(await states(id)).toEqual(['cancelled', 'cancelled']);
  for (const member of members) expect(await two.store.take(member.id)).toBeUndefined();
});

test('what of a cancelled group runs is asked to stop in the same moment, and what waits never begins', async () => {
  const busy = randomUUID();
  const { id, members } = await group([work(busy), work(busy)], true);
  const heard: Change[] = [];
  const hush = await one.store.changes((change) => heard.push(change));
  expect(await two.store.cancel(id, ben)).toMatchObject({ state: 'running' });
  expect(await states(id)).toEqual(['running', 'cancelled']);
  const [first] = members;
  const ids = [id, first?.id ?? 0];
  const beat = await one.store.beat(ids);
  expect(beat.map(({ cancelled }) => cancelled)).toEqual([true, true]);
  await expect
    .poll(() =>
      heard
        .filter(({ what }) => what === 'cancel')
        .map((change) => change.id)
        .sort((a, b) => a - b),
    )
    .toEqual(ids);
  await hush();
  if (first?.taken) await one.store.end(holdOf(one.store, first.taken), { state: 'done', card });
  expect(await states(id)).toEqual(['done', 'cancelled']);
});

test('a group is not said to have changed nothing while a part of it runs', async () => {
  const { id, members } = await group([work(), work()], false);
  const taken = await two.store.take(members[0]?.id ?? 0);
  expect(await one.store.cancel(id, ben)).toMatchObject({ state: 'waiting' });
  expect(await states(id)).toEqual(['running', 'cancelled']);
  const whole = await one.store.take(id);
  expect(whole?.row).toMatchObject({ state: 'running', cancelled_by: { name: 'ben' } });
  expect(taken).toBeDefined();
});

test('who cancelled a group stands in the audit of each that it stopped', async () => {
  const { id, members } = await group([work(), work()], false);
  await two.store.cancel(id, ben);
  const { rows } = await one.database.pool.query(
    `select operation, actor ->> 'name' as who, line from audit where event = 'cancelled' and line = $1 order by operation`,
    [`task cancel ${id}`],
  );
  expect(rows).toEqual(
    [id, ...members.map((member) => member.id)].map((operation) => ({
      operation,
      who: 'ben',
      line: `task cancel ${id}`,
    })),
  );
});
