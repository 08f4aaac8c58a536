import { afterAll, beforeAll, expect, it } from 'vitest';
import { createEngine } from '../../../src/alerts/engine/engine.ts';
import { defaultRules } from '../../../src/alerts/rules/default-rules.ts';
import { waySource } from '../../../src/alerts/sources/ways.ts';
import { createInventory } from '../../../src/inventory.ts';
import { openSite } from '../../adapters/hypervisor/libvirt/site.ts';
import { openBench } from '../../commands/bench.ts';
import { ready } from '../../program/ready.ts';
import { ask, noon } from './asked.ts';
import { memory } from './ways-memory.ts';

const config = process.env['NAKHODA_LAB'] ?? '';
const sites = [await openSite('kvm-a'), await openSite('kvm-b')] as const;
const bench = openBench(sites);
let pulled = false;
const link = async (how: 'up' | 'down') => {
  expect((await bench.carryOut(`net link e2 ${how}`)).state).toBe('done');
  pulled = how === 'down';
};

beforeAll(() => ready(config, ['e1', 'e2']), 300_000);
afterAll(async () => {
  if (pulled) await link('up');
  await Promise.all(sites.map((site) => site.close?.()));
});

const MOST_LOOKS = 6;

it('a cable that is pulled silences the ways of its machine, and put in again ends that', async () => {
  const rules = defaultRules.map((rule) =>
    rule.signal === 'way-silent' ? { ...rule, on: 'e*' } : rule,
  );
  const source = waySource({
    fleet: createInventory(sites),
    records: memory(),
    rules: () => rules,
  });
  const engine = createEngine(rules);
  let now = noon;
  /** Ways of which the last look has a figure. */
  let known = 0;
  /** A look after five minutes, of which nobody has to wait. */
  const look = async () => {
    now += 300_000;
    const machines = await sites[0].machines(AbortSignal.timeout(30_000));
    const readings = await source.read(ask({ site: 'kvm-a', machines, now }));
    known = readings.filter(({ value }) => value !== undefined).length;
    const handles = engine.watch(
      'kvm-a',
      readings.map(({ subject }) => subject),
      now,
    );
    for (const [at, { signal, value, ...of }] of readings.entries()) {
      if (value !== undefined) engine.observe(handles[at] ?? -1, signal, of.at, value);
    }
    engine.heard('kvm-a', now);
    return engine.tick(now).map(({ how, why, incident }) => {
      const { signal, members } = incident;
      const names = members.map(({ subject }) => subject.name).toSorted();
      return { said: `${how} ${why} ${signal}`, names };
    });
  };
  const about = (posts: Awaited<ReturnType<typeof look>>) =>
    posts.filter(({ said }) => said.endsWith('way-silent'));
  /** What is said in the end: of a guest that is busy a look may know nothing. */
  const next = async () => {
    for (let looks = 1; looks < MOST_LOOKS; looks += 1) {
      const [said] = about(await look());
      if (said) return said;
    }
    return expect.fail('nothing is said');
  };
  while (known < 2) expect(about(await look())).toEqual([]);
  await link('down');
  expect(about(await look())).toEqual([]);
  const fired = await next();
  expect(fired.said).toBe('card fired way-silent');
  expect(fired.names.join()).toMatch(/e2/);
  await link('up');
  expect((await next()).said).toBe('edit resolved way-silent');
});
