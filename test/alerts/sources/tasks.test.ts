import { afterAll, beforeAll, expect, test } from 'vitest';
import { taskSource } from '../../../src/alerts/sources/tasks.ts';
import { type Claim, claimMachine, claimSlot } from '../../../src/operation.ts';
import type { Trouble } from '../../../src/store/alerts/signals.ts';
import type { End } from '../../../src/store/operations/operations.ts';
import type { Store } from '../../../src/store/store.ts';
import { machine } from '../../doubles/hypervisor.ts';
import { acceptance, anna, holdOf, type World, world } from '../../fixtures/stores.ts';
import { ask } from './asked.ts';

const HOUR = 3_600_000;
const web = machine('web-1', { tags: ['prod', 'web'] });
const db = machine('db-1', { host: 'kvm-b', tags: ['prod'] });

async function subjectsOf(troubles: readonly Trouble[]) {
  const source = taskSource({ troubles: async () => troubles });
  const readings = await source.read(ask({ machines: [web, db] }));
  return readings.map(({ subject: { name, host, tags }, value }) => [name, host, tags, value]);
}

const trouble = (id: number, targets: readonly string[], group?: number): Trouble => ({
  ...{ id, title: `Work ${id}`, targets },
  parent: group === undefined ? undefined : { id: group, title: `All ${group}` },
});

test.each<[string, Trouble[], unknown[]]>([
  [
    'a task is where its machine is',
    [trouble(1, ['host:lab/kvm-c', 'machine:lab/id-web-1'])],
    [['1: Work 1', 'kvm-a', ['prod', 'web'], 1]],
  ],
  [
    'one about a machine that is not there is on the host whose place it had',
    [trouble(1, ['host:lab/kvm-c', 'machine:lab/gone'])],
    [['1: Work 1', 'kvm-c', [], 1]],
  ],
  ['or on none', [trouble(1, ['name:lab/new'])], [['1: Work 1', '', [], 1]]],
  [
    'a group is one, on a host where all of it is',
    [trouble(3, ['machine:lab/id-db-1'], 2), trouble(4, ['machine:lab/id-db-1'], 2)],
    [['2: All 2', 'kvm-b', ['prod'], 1]],
  ],
  [
    'and over several on none, with the tags that all have',
    [trouble(3, ['machine:lab/id-web-1'], 2), trouble(4, ['machine:lab/id-db-1'], 2)],
    [['2: All 2', '', ['prod'], 1]],
  ],
])('%s', async (_, troubles, subjects) => {
  expect(await subjectsOf(troubles)).toEqual(subjects);
});

let stores: World;
let store: Store;
beforeAll(async () => {
  stores = await world();
  store = (await stores.join({ sites: ['lab'] })).store;
});
afterAll(async () => {
  await store.close();
  await stores.dispose();
});

interface Done {
  readonly title: string;
  readonly state: End['state'];
  readonly claims?: readonly Claim[];
}

/** A task that was carried out to that end. */
async function ended({ title, state, claims = [claimMachine(web, 'exclusive')] }: Done) {
  const operation = acceptance({ title, claims, sites: ['lab'] });
  const [accepted] = await store.accept({ operations: [operation], run: true });
  if (accepted?.taken === undefined) throw new Error('it was not taken');
  await store.end(holdOf(store, accepted.taken), { state, card: { title } });
  return accepted.id;
}

const titles = async (site = 'lab', since = Date.now() - HOUR) =>
  (await store.signals.troubles(site, since)).map(({ title }) => title).toSorted();

test('what failed is trouble until it is done, what only looked never, what is undecided until it is settled', async () => {
  await ended({ title: 'Start', state: 'failed' });
  await ended({ title: 'Stop', state: 'done' });
  await ended({ title: 'Ping', state: 'failed', claims: [claimMachine(web, 'shared')] });
  await ended({ title: 'Reboot', state: 'cancelled' });
  const wall = claimMachine(db, 'exclusive');
  const id = await ended({ title: 'Roll back', state: 'undecided', claims: [wall, claimSlot(db)] });
  expect(await titles()).toEqual(['Roll back', 'Start']);
  expect(await titles('lab', Date.now() + HOUR)).toEqual(['Roll back']);
  expect(await titles('other')).toEqual([]);
  const [rollback] = await store.signals.troubles('lab', Date.now() - HOUR);
  expect(rollback?.targets).toEqual(['host:lab/kvm-b', 'machine:lab/id-db-1']);
  await ended({ title: 'Start', state: 'done' });
  expect(await titles()).toEqual(['Roll back']);
  await store.settle({ id, as: 'done', actor: anna, note: '' });
  expect(await titles()).toEqual([]);
});

test('members of a group bring its title', async () => {
  const member = (title: string) =>
    acceptance({ title, sites: ['lab'], claims: [claimMachine(machine(title), 'exclusive')] });
  const accepted = await store.accept({
    operations: [member('a'), member('b')],
    group: acceptance({ title: '2 tasks', sites: [] }),
    run: true,
  });
  const [group, ...members] = accepted;
  for (const { taken } of members) {
    if (taken) await store.end(holdOf(store, taken), { state: 'failed', card: { title: '' } });
  }
  const troubles = await store.signals.troubles('lab', Date.now() - HOUR);
  expect(troubles.map(({ title, parent }) => [title, parent?.title, parent?.id])).toEqual([
    ['b', '2 tasks', group?.id],
    ['a', '2 tasks', group?.id],
  ]);
});
