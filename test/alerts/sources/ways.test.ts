import { afterAll, beforeAll, beforeEach, expect, it, test } from 'vitest';
import { defaultRules } from '../../../src/alerts/rules/default-rules.ts';
import { waySource } from '../../../src/alerts/sources/ways.ts';
import type { Store } from '../../../src/store/store.ts';
import { openDemo } from '../../adapters/hypervisor/demo/site.ts';
import { openBench } from '../../commands/bench.ts';
import { never } from '../../contracts/subject.ts';
import { type World, world } from '../../fixtures/stores.ts';
import { ask, told } from './asked.ts';
import { memory } from './ways-memory.ts';
import { names, openWorld } from './ways-world.ts';

let stores: World;
let store: Store;
beforeAll(async () => {
  stores = await world();
  store = (await stores.join({ sites: ['lab', 'pve'] })).store;
});
afterAll(async () => {
  await store.close();
  await stores.dispose();
});

let four: ReturnType<typeof openWorld>;
beforeEach(() => {
  four = openWorld(memory());
});

it('a way that answered and is silent twice in a row is an alert, and over when it answers again', async () => {
  const { cut, look } = four;
  expect(await look()).toEqual([]);
  cut.add('web-1>db-1');
  expect(await look()).toEqual([]);
  expect(await look()).toEqual([
    'card fired: web-1 → db-1: does not answer any more (web-1 → db-1)',
  ]);
  expect(await look()).toEqual([]);
  cut.clear();
  expect(await look()).toEqual(['edit resolved: web-1 → db-1: does not answer any more ()']);
});

it('one silence alone is none, and neither is what never answered', async () => {
  const { cut, look } = four;
  cut.add('web-2>db-2');
  await look();
  for (const silent of [true, false, true, false]) {
    if (silent) cut.add('web-1>db-1');
    else cut.delete('web-1>db-1');
    expect(await look()).toEqual([]);
  }
});

it('a machine that nobody reaches any more is one trouble and one line', async () => {
  const { cut, look } = four;
  await look();
  cut.add('db-1');
  await look();
  expect(await look()).toEqual([
    'card fired: db-1 → all others: does not answer any more (db-1 → all others)',
  ]);
  cut.add('web-2');
  await look();
  expect(await look()).toEqual([
    'edit changed: 2 ways of site lab: does not answer any more (db-1 → all others, web-2 → all others)',
  ]);
  cut.clear();
  expect(await look()).toHaveLength(1);
  expect(four.engine.open()).toEqual([]);
});

it.each([
  ['stopped', 'stopped'],
  ['paused', 'paused'],
] as const)('what is %s is silent for a good reason', async (_, state) => {
  const { cut, put, look } = four;
  await look();
  cut.add('db-1');
  put('db-1', { state });
  for (const _each of [1, 2, 3]) expect(await look()).toEqual([]);
});

it('a machine that goes down between the list and the pings is no silence', async () => {
  const { cut, put, look, meanwhile } = four;
  await look();
  cut.add('db-1');
  meanwhile.push(() => put('db-1', { state: 'stopped' }));
  for (const _each of [1, 2, 3]) {
    put('db-1');
    expect(await look()).toEqual([]);
  }
});

it('a site that does not answer is told by itself: of its ways the last word stands', async () => {
  const { cut, look, sites } = four;
  await look();
  cut.add('web-1>db-1');
  await look();
  expect(await look()).toHaveLength(1);
  sites.pve.silence = 'it is away';
  cut.add('db-1').add('db-2');
  expect(await look()).toEqual([]);
  expect(await look()).toEqual([]);
  expect(four.engine.open()).toHaveLength(1);
  sites.pve.silence = undefined;
  cut.clear();
  await look();
  await look();
  expect(four.engine.open()).toEqual([]);
});

it('a guest that cannot be asked is said once, and is pinged all the same', async () => {
  const { mute, cut, look } = four;
  await look();
  mute.add('web-2');
  await look();
  expect(await look()).toEqual([
    'card fired: web-2 → all others: cannot be looked at (web-2 → all others)',
  ]);
  cut.add('web-1>web-2');
  await look();
  expect(await look()).toEqual([
    'card fired: web-1 → web-2: does not answer any more (web-1 → web-2)',
  ]);
});

test('each guest is called once in a look, and by the first of the sites alone', async () => {
  const { calls, look } = four;
  await look();
  expect(new Set(calls)).toEqual(new Set(names));
  expect(calls).toHaveLength(names.length);
  await look('pve');
  expect(calls).toHaveLength(names.length);
});

test('who has not the tag is not asked', async () => {
  const { calls, look } = openWorld(memory(), ['other']);
  expect(await look()).toEqual([]);
  expect(calls).toEqual([]);
});

it('what answered is known to the process that goes on', async () => {
  const first = openWorld(store.signals);
  await first.look();
  first.anew();
  first.cut.add('web-1>db-1');
  await first.look();
  expect(await first.look()).toHaveLength(1);
  expect((await store.signals.answeredWays('lab')).length).toBe(12);
  expect(await store.signals.answeredWays('pve')).toEqual([]);
});

test('on the demo a cable that is pulled is one line, whoever looks', async () => {
  const { hypervisor: demo, close } = await openDemo();
  const bench = openBench([demo]);
  const rules = defaultRules.map((rule) =>
    rule.signal === 'way-silent' ? { ...rule, on: 'web-*' } : rule,
  );
  const source = waySource({ fleet: bench.fleet, records: memory(), rules: () => rules });
  const look = async () => {
    const machines = await demo.machines(never);
    return told(source, ask({ site: demo.site.name, machines }));
  };
  const before = await look();
  expect(before.length).toBeGreaterThan(1);
  expect(before.every((word) => word.endsWith(' 0'))).toBe(true);
  await bench.carryOut('net link web-2 down');
  const after = (await look()).filter((word) => word.endsWith(' 1'));
  expect(after.length).toBeGreaterThan(0);
  expect(after.every((word) => word.includes('web-2'))).toBe(true);
  await close();
});
