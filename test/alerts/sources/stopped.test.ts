import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SourceAsk } from '../../../src/alerts/source.ts';
import { stoppedSource } from '../../../src/alerts/sources/stopped.ts';
import type { MachineDetails } from '../../../src/hypervisor/details.ts';
import type { Machine } from '../../../src/hypervisor.ts';
import { machineThing } from '../../../src/metrics/read.ts';
import { claimMachine, type OperationState } from '../../../src/operation.ts';
import { operationKinds } from '../../../src/operations/index.ts';
import { power } from '../../../src/operations/power.ts';
import type { Work } from '../../../src/store/alerts/signals.ts';
import type { Store } from '../../../src/store/store.ts';
import { machine, pretend } from '../../doubles/hypervisor.ts';
import { acceptance, holdOf, type World, world } from '../../fixtures/stores.ts';
import { ask, fleetOf, told } from './asked.ts';

const MINUTE = 60_000;
const on = machine('web-1');
const off = machine('web-1', { state: 'stopped' });
const at = (minute: number, one: Machine): SourceAsk =>
  ask({ machines: [one], now: minute * MINUTE });

/** A site on which it is known what was at work, and when machines were measured last. */
function sourceOf(
  works: readonly Work[] = [],
  measured: Readonly<Record<string, number>> = {},
  details: MachineDetails = {},
) {
  const records = {
    works: async (_: string, machines: readonly string[]) => (machines.length === 0 ? [] : works),
    measured: async (_: string, machines: readonly string[]) =>
      new Map(Object.entries(measured).filter(([id]) => machines.includes(id))),
  };
  const site = pretend({ more: { details: async () => details } });
  return stoppedSource({ fleet: fleetOf(site.hypervisor), records, kinds: operationKinds });
}

const target = {
  label: 'web-1',
  ref: { site: 'lab', host: 'kvm-a', id: 'id-web-1', birth: 'b', name: 'web-1' },
};
const work = (action: string, state: OperationState, endedAt?: number): Work => ({
  ...{ kind: power.kind, input: { target, action }, state },
  endedAt: endedAt === undefined ? undefined : endedAt * MINUTE,
});

/** It runs until minute 10, and is off at minute 11. */
async function after(now: Machine, works: readonly Work[] = []) {
  const source = sourceOf(works);
  await source.read(at(10, on));
  return told(source, at(11, now));
}

test.each<[string, Machine, readonly Work[], number]>([
  ['what ran and is off is missed', off, [], 1],
  ['what runs is not', on, [], 0],
  ['nor what hibernates', machine('web-1', { state: 'hibernated' }), [], 0],
  ['what has crashed is told as that', machine('web-1', { state: 'crashed' }), [], 0],
  ['a guest that shut itself down is not missed', { ...off, endedInOrder: true }, [], 0],
  ['one whose power was cut is', { ...off, endedInOrder: false }, [], 1],
  ['nor one that somebody’s backup stops', { ...off, lock: 'backup' }, [], 0],
  ['nor a template', { ...off, template: true }, [], 0],
  ['nor what our task has stopped', off, [work('shutdown', 'done', 10)], 0],
  ['nor what it is stopping', off, [work('stop', 'running')], 0],
  ['nor what it may have stopped', off, [work('stop', 'undecided')], 0],
  ['nor what shuts down later than it was waited for', off, [work('shutdown', 'failed', 1)], 0],
  ['a task that ended before it was seen to run is no reason', off, [work('stop', 'done', 5)], 1],
  ['and starting it is none either', off, [work('start', 'done', 10)], 1],
  ['and nor is work that cannot be read', off, [{ ...work('stop', 'done', 10), input: 7 }], 1],
])('%s', async (_, now, works, value) => {
  expect(await after(now, works)).toEqual([`web-1 ${value}`]);
});

test.each([
  [10, '0'],
  [5, '1'],
])(
  'whom the platform names as having stopped it at minute %i is the reason, or not',
  async (minute, value) => {
    const source = sourceOf([], {}, { stopped: { by: 'root@pam', at: minute * MINUTE } });
    await source.read(at(10, on));
    expect(await told(source, at(11, off))).toEqual([`web-1 ${value}`]);
  },
);

test('what was never seen to run is not missed, and what nobody can say of has no figure', async () => {
  expect(await told(sourceOf(), at(11, off))).toEqual(['web-1 0']);
  expect(await after(machine('web-1', { state: 'unknown' }))).toEqual([]);
});

test('who polls it from now on knows from what was measured that it ran', async () => {
  const source = sourceOf([], { 'id-web-1': 9 * MINUTE });
  expect(await told(source, at(11, off))).toEqual(['web-1 1']);
  expect(await told(source, at(13, on))).toEqual(['web-1 0']);
});

test('it is missed for a day, and is missed again when it has run since', async () => {
  const source = sourceOf();
  const day = 24 * 60;
  const seen = [at(10, on), at(11, off), at(day + 9, off), at(day + 11, off), at(day + 12, on)];
  const values: string[] = [];
  for (const each of [...seen, at(day + 13, off)]) values.push(...(await told(source, each)));
  expect(values.map((value) => value.at(-1))).toEqual(['0', '1', '1', '0', '0', '1']);
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

test('the store says what was at work and when it was measured last', async () => {
  const now = Date.now();
  const fleet = fleetOf(pretend().hypervisor);
  const source = () => stoppedSource({ fleet, records: store.signals, kinds: operationKinds });
  const asked = (one: Machine) => ask({ machines: [one], now: Date.now() });
  expect(await told(source(), asked(off))).toEqual(['web-1 0']);
  const [series = 0] = await store.metrics.numbers([machineThing(on)]);
  await store.metrics.write([{ series, at: now - 5 * MINUTE, cpu: 0.5 }]);
  await store.metrics.rollUp(now);
  expect(await told(source(), asked(off))).toEqual(['web-1 1']);
  const input = { target, action: 'stop' };
  const [accepted] = await store.accept({
    operations: [
      acceptance({
        kind: power.kind,
        input,
        sites: ['lab'],
        claims: [claimMachine(on, 'exclusive')],
      }),
    ],
    run: true,
  });
  expect(await told(source(), asked(off))).toEqual(['web-1 0']);
  if (accepted?.taken === undefined) throw new Error('it was not taken');
  await store.end(holdOf(store, accepted.taken), { state: 'done', card: { title: 'off' } });
  expect(await told(source(), asked(off))).toEqual(['web-1 0']);
  expect(await store.signals.works('lab', ['id-web-1'], now - MINUTE)).toMatchObject([
    { kind: power.kind, state: 'done', endedAt: expect.any(Number) },
  ]);
  expect(await store.signals.works('lab', ['id-web-1'], now + 60 * MINUTE)).toEqual([]);
});
