import { afterEach, beforeEach, expect, it } from 'vitest';
import { machineSubject } from '../../src/alerts/engine/subjects.ts';
import type { KeptIncident } from '../../src/alerts/records.ts';
import type { Subject } from '../../src/alerts/rules/signal.ts';
import { alertDesk } from '../../src/app/alert-desk.ts';
import type { ChartBlock } from '../../src/card.ts';
import { hostThing, machineThing } from '../../src/metrics/read.ts';
import { machine, pretend } from '../doubles/hypervisor.ts';
import {
  acceptance,
  exclusive,
  holdOf,
  type Member,
  type World,
  world,
} from '../fixtures/stores.ts';
import { openBench, textOf } from './bench.ts';

let db: World;
let one: Member;
beforeEach(async () => {
  db = await world();
  one = await db.join();
});
afterEach(() => db.dispose());

/** Alerts of the store, as if this were the only one. */
const alertsWith = (incident: KeptIncident) => ({
  ...alertDesk({ store: one.store }),
  between: async () => [incident],
});

const MINUTE = 60_000;
const now = Math.floor(Date.now() / MINUTE) * MINUTE;
const host = { site: 'kvm', name: 'kvm-a', cpus: 2 };

/** The last three hours of two machines and their host: `e1` was busy for one of them, `e2` was never measured. */
async function measured() {
  const { site } = await measuredSite();
  return openBench([site.hypervisor], { metrics: one.store.metrics, now: () => now });
}

/** An operation that is over, just now. */
async function ended(kind: string, input: unknown, id: string) {
  const data = { kind, input, claims: [exclusive(`machine:kvm/${id}`)] };
  const [accepted] = await one.store.accept({ operations: [acceptance(data)], run: true });
  if (accepted?.taken === undefined) throw new Error('it was not taken');
  const hold = holdOf(one.store, accepted.taken);
  await one.store.end(hold, { state: 'done', card: { title: 'Done' } });
}

function incidentOn(
  subject: Subject,
  { since, until }: { readonly since: number; readonly until: number },
): KeptIncident {
  const what = { signal: 'machine-cpu', severity: 'warning' } as const;
  const member = { ...what, rule: 'machine-cpu', peak: 0.95, value: 0.2, times: 1 };
  return {
    ...{ ...what, id: 'i1', number: 1, site: 'kvm', host: 'kvm-a', state: 'resolved' },
    ...{ startedAt: since, endedAt: until, flapping: false },
    members: [{ ...member, subject, since, until }],
  };
}

async function measuredSite() {
  const site = pretend({ name: 'kvm' });
  site.machines = ['e1', 'e2'].map((name) => machine(name, { site: 'kvm', host: 'kvm-a' }));
  site.hosts = [host];
  const { metrics } = one.store;
  const e1 = site.machines[0];
  if (e1 === undefined) throw new Error('there is no machine');
  const [first = 0, second = 0] = await metrics.numbers([machineThing(e1), hostThing(host)]);
  const minutes = Array.from({ length: 180 }, (_, at) => now - (180 - at) * MINUTE);
  const busy = (at: number) => at >= now - 150 * MINUTE && at < now - 90 * MINUTE;
  await metrics.write(
    minutes.flatMap((at) => [
      { series: first, at, cpu: busy(at) ? 0.95 : 0.2, memory: 1, memoryOf: 4 },
      { series: second, at, cpu: 0.4, load: 1 },
    ]),
  );
  await metrics.rollUp(now + MINUTE);
  return { site, subject: machineSubject(e1) };
}

const chartOf = (blocks: readonly { readonly type: string }[] = []) =>
  blocks.find((block): block is ChartBlock => block.type === 'chart');

it('vm chart draws what was kept, and names what has no figures', async () => {
  const bench = await measured();
  const card = await bench.card('vm chart e1 e2 --last 6h');
  expect(card.title).toBe('CPU of 2 machines, last 6h');
  const chart = chartOf(card.blocks);
  expect(chart?.series.map(({ name }) => name)).toEqual(['e1']);
  const values = chart?.series[0]?.points.map(([, value]) => value) ?? [];
  expect(Math.max(...values.map((value) => value ?? 0))).toBeCloseTo(0.95);
  expect(values[0]).toBeNull();
  expect(textOf(card)).toContain('No such figures were kept of e2 in that time');
});

it('vm chart says from where on it is trouble, as the rules hold for the machine', async () => {
  const bench = await measured();
  const cpu = chartOf((await bench.card('vm chart e1')).blocks);
  expect(cpu?.thresholds).toEqual([{ value: 0.8, label: 'warning from 80 %', tone: 'warning' }]);
  const load = chartOf((await bench.card('host chart kvm-a --figure load')).blocks);
  expect(load?.thresholds).toEqual([{ value: 4, label: 'warning from 2 a core', tone: 'warning' }]);
});

it('vm chart marks what was done to the machine, and what was wrong with it', async () => {
  const { site, subject } = await measuredSite();
  const { metrics } = one.store;
  const input = (id: string, birth: string) => ({
    target: { ref: { site: 'kvm', host: 'kvm-a', id, birth, name: 'e1' }, label: 'e1' },
  });
  const [e1] = site.machines;
  if (e1 === undefined) throw new Error('there is no machine');
  const mine = input(e1.id, e1.birth);
  const snapshot = { ...mine, wanted: { name: 'before' } };
  await ended('snapshot.create', snapshot, e1.id);
  await ended('snapshot.rollback', { ...mine, snapshot: { name: 'before' } }, e1.id);
  await ended('backup.create', { ...mine, wanted: {} }, e1.id);
  await ended('snapshot.create', { ...input(e1.id, 'another'), wanted: { name: 'old' } }, e1.id);
  await ended('vm.resize', mine, e1.id);
  const since = now - 100 * MINUTE;
  const incident = incidentOn(subject, { since, until: since + 30 * MINUTE });
  const bench = openBench([site.hypervisor], {
    ...{ metrics, alerts: alertsWith(incident) },
    now: () => Date.now() + MINUTE,
  });
  const chart = chartOf((await bench.card('vm chart e1 --last 6h')).blocks);
  expect(chart?.marks?.map(({ label }) => label)).toEqual([
    'snapshot before',
    'back to before',
    'backup',
    'alert: CPU',
  ]);
  expect(chart?.marks?.at(-1)).toMatchObject({ at: since, until: since + 30 * MINUTE });
  const hidden = openBench([site.hypervisor], {
    ...{ metrics, alerts: alertsWith(incident) },
    now: () => Date.now() + MINUTE,
    may: (permission) => permission !== 'alert.read',
  });
  const seen = chartOf((await hidden.card('vm chart e1 --last 6h')).blocks);
  expect(seen?.marks?.some(({ label }) => label.startsWith('alert'))).toBe(false);
});

it('vm chart draws eight of many, and says how many more there are', async () => {
  const site = pretend({ name: 'kvm' });
  const names = Array.from({ length: 20 }, (_, at) => `n${at}`);
  site.machines = names.map((name) => machine(name, { site: 'kvm', host: 'kvm-a' }));
  const { metrics } = one.store;
  const numbers = await metrics.numbers(site.machines.map(machineThing));
  await metrics.write(
    numbers.map((series) => ({ series, at: now - 5 * MINUTE, cpu: 0.2, received: 5, sent: 6 })),
  );
  await metrics.rollUp(now + MINUTE);
  const bench = openBench([site.hypervisor], { metrics, now: () => now });
  const card = await bench.card('vm chart n* --last 1h');
  expect(card.title).toBe('CPU of 8 of 20 machines, last 1h');
  expect(chartOf(card.blocks)?.series).toHaveLength(8);
  expect(textOf(card)).toContain('And 12 more: narrow the selector.');
  const net = await bench.card('vm chart n1 n2 --figure net --last 1h');
  const charts = net.blocks?.filter(({ type }) => type === 'chart');
  expect(charts).toMatchObject([{ title: 'Network, received' }, { title: 'Network, sent' }]);
});

it('host chart draws the load average', async () => {
  const bench = await measured();
  const chart = chartOf((await bench.card('host chart kvm-a --figure load --last 6h')).blocks);
  expect(chart).toMatchObject({ title: 'Load average', unit: 'number' });
  expect(chart?.series[0]?.points.some(([, value]) => value === 1)).toBe(true);
});

it('host chart draws hosts of several sites side by side, and says where none fits', async () => {
  const other = pretend({ name: 'pve' });
  other.hosts = [{ site: 'pve', name: 'kvm-a', cpus: 4 }];
  const { metrics } = one.store;
  const [series = 0] = await metrics.numbers(other.hosts.map(hostThing));
  await metrics.write([{ series, at: now - 5 * MINUTE, cpu: 0.3 }]);
  const { site } = await measuredSite();
  const bench = openBench([site.hypervisor, other.hypervisor], { metrics, now: () => now });
  const card = await bench.card('host chart kvm/kvm-a --beside site:pve --last 1h');
  const chart = chartOf(card.blocks);
  expect(chart?.series.map(({ name }) => name)).toEqual(['kvm/kvm-a', 'pve/kvm-a']);
  await expect(bench.card('host chart kvm/kvm-a --beside x*')).rejects.toMatchObject({
    code: 'not-found',
  });
});

it('alert replay says what would have been an alert, and of how much it knows', async () => {
  const bench = await measured();
  const card = await bench.card('alert replay');
  expect(card.title).toBe('1 card and 1 notification in the last 24h');
  const text = textOf(card);
  expect(text).toContain('Over 1 machine and 1 host, 3 h of the last 24h measured.');
  expect(text).toMatch(/CPU of e1 over 80 % \| .* \| 55 min \| 95 % \| warning/);
});

it('alert replay is only of what fits and of what the caller may see', async () => {
  const bench = await measured();
  expect(textOf(await bench.card('alert replay e2'))).toContain('No figures were kept');
  expect((await bench.card('alert replay e1 --last 1h')).title).toContain('0 cards');
});

it('alert rules tells each rule in words', async () => {
  const text = textOf(await (await measured()).card('alert rules'));
  expect(text).toContain(
    'machine-cpu | CPU of a machine | at 80 % for 10 min | below 75 % for 5 min | warning',
  );
  expect(text).toContain('host-lost | host does not answer | when it is so for 1 min');
});

it('without a store nothing of the past is drawn', async () => {
  const site = pretend({ name: 'kvm' });
  site.machines = [machine('e1', { site: 'kvm', host: 'kvm-a' })];
  const bench = openBench([site.hypervisor]);
  await expect(bench.card('vm chart e1')).rejects.toMatchObject({ code: 'unsupported' });
});
