import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Claim } from '../../../src/operation.ts';
import { sitDown, writerOf } from '../../fixtures/alert-writer.ts';
import { HOUR } from '../../fixtures/alerts.ts';
import {
  acceptance,
  anna,
  ben,
  exclusive,
  holdOf,
  type Member,
  shared,
  type World,
  world,
} from '../../fixtures/stores.ts';

let db: World;
let one: Member;
beforeAll(async () => {
  db = await world();
  one = await db.join();
  await sitDown(one);
});
afterAll(() => db.dispose());

/** Begins it, and ends it where it is told to. */
async function worked(kind: string, claims: readonly Claim[], ends = false) {
  const { store } = one;
  const operations = [acceptance({ kind, claims, title: `${kind} of ${claims[0]?.target}` })];
  const [accepted] = await store.accept({ operations, run: true });
  if (!accepted?.taken) throw new Error('it was not taken');
  if (ends) {
    await store.end(holdOf(store, accepted.taken), { state: 'done', card: { title: 'Done' } });
  }
}

test('whoever polls a site next gets what is open there, and what was a short while ago', async () => {
  const { store } = one;
  const long = writerOf({ store, begin: Date.now() - 2 * HOUR });
  for (const value of [0.9, 0.1]) await long.says(value);
  const now = writerOf({ store });
  for (const value of [0.9, 0.99]) await now.says(value);
  const since = Date.now() - HOUR;
  expect(await store.alerts.goOn('kvm', since)).toEqual(now.engine.saved());
  expect(await store.alerts.goOn('pve', since)).toEqual([]);
  await now.says(0.1);
  expect(await store.alerts.goOn('kvm', since)).toEqual(now.engine.saved());
  expect(await store.alerts.goOn('kvm', Date.now() + HOUR)).toEqual([]);
});

test('what people said while nobody watched is in the inbox, until it is no more so', async () => {
  const { alerts } = one.store;
  const writer = writerOf(one);
  await writer.says(0.9);
  const [open] = await alerts.list({ sites: ['kvm'], ended: false, limit: 1 });
  await alerts.acknowledge(open?.number ?? 0, anna);
  const times = { from: Date.now(), until: Date.now() + HOUR };
  const first = await alerts.silence({ on: 'web-*', ...times, reason: 'a test' }, anna);
  const other = await alerts.silence({ on: 'tag:lab', ...times, reason: 'new' }, ben);
  const inbox = await alerts.inbox('kvm');
  expect(inbox.acknowledged).toEqual([
    { id: open?.id, who: { by: 'anna', at: expect.any(Number) } },
  ]);
  expect(inbox.silences).toMatchObject([
    { id: String(first.number), on: 'web-*', ...times, reason: 'a test' },
    { id: String(other.number), on: 'tag:lab' },
  ]);
  expect((await alerts.inbox('pve')).acknowledged).toEqual([]);
  await alerts.unsilence(first.number, ben);
  await writer.says(0.1);
  const after = await alerts.inbox('kvm');
  expect(after.acknowledged).toEqual([]);
  expect(after.silences.map(({ on }) => on)).toEqual(['tag:lab']);
});

describe('our own work on a machine', () => {
  const works = async () => {
    const found = await one.store.alerts.works('kvm', Date.now() - HOUR);
    return new Map(found.map(({ machine, until }) => [machine, until === undefined]));
  };

  test('is known while it goes on, and for a while after its end', async () => {
    await worked('snapshot.create', [exclusive('machine:kvm/7')]);
    await worked('vm.power', [exclusive('machine:kvm/8')], true);
    await worked('backup.create', [shared('machine:kvm/9')]);
    await worked('snapshot.create', [exclusive('machine:kvm-b/7')]);
    expect(await works()).toEqual(
      new Map([
        ['7', true],
        ['8', false],
        ['9', true],
      ]),
    );
    expect(await one.store.alerts.works('kvm', Date.now() + HOUR)).toMatchObject([
      { machine: '7', title: 'snapshot.create of machine:kvm/7', from: expect.any(Number) },
      { machine: '9' },
    ]);
  });

  test('is none where the machine feels nothing of it, or where it has not begun', async () => {
    const before = await works();
    await worked('vm.note', [exclusive('machine:kvm/11')], true);
    await worked('guest.run', [shared('machine:kvm/12')]);
    const [waits] = await one.store.accept({
      operations: [acceptance({ kind: 'vm.power', claims: [exclusive('machine:kvm/12')] })],
      run: true,
    });
    expect(waits?.taken).toBeUndefined();
    expect(await works()).toEqual(before);
  });
});

test('what is hard work for a host is known by its host, or by its machine', async () => {
  const { store } = one;
  const heavy = (kind: string, input: object, claims: readonly Claim[] = []) =>
    store.accept({
      operations: [acceptance({ kind, input: { ...input }, claims, title: kind })],
      run: true,
    });
  await heavy('backup.verify', { backup: { host: 'kvm-b' } });
  await heavy('vm.create', { wanted: { host: 'kvm-c' } });
  await heavy('vm.clone', {}, [shared('machine:kvm/21')]);
  await heavy('vm.tag', {}, [exclusive('machine:kvm/22')]);
  const found = await store.alerts.heavyWorks('kvm', Date.now() - HOUR);
  expect(
    found
      .map(({ title, host, machine }) => [title, host ?? machine])
      .filter(([title]) => title !== 'backup.create of machine:kvm/9'),
  ).toEqual([
    ['backup.verify', 'kvm-b'],
    ['vm.create', 'kvm-c'],
    ['vm.clone', '21'],
  ]);
  expect(await store.alerts.heavyWorks('pve', Date.now() - HOUR)).toEqual([]);
});
