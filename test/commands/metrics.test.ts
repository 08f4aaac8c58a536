import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ChartBlock } from '../../src/card.ts';
import { hostThing, machineThing } from '../../src/metrics/read.ts';
import { machine, pretend } from '../doubles/hypervisor.ts';
import { type Member, type World, world } from '../fixtures/stores.ts';
import { openBench, textOf } from './bench.ts';

let db: World;
let one: Member;
beforeEach(async () => {
  db = await world();
  one = await db.join();
});
afterEach(() => db.dispose());

const MINUTE = 60_000;
const now = Math.floor(Date.now() / MINUTE) * MINUTE;
const host = { site: 'kvm', name: 'kvm-a', cpus: 2 };

/** The last three hours of two machines and their host: `e1` was busy for one of them, `e2` was never measured. */
async function measured() {
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
  return openBench([site.hypervisor], { metrics, now: () => now });
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

it('host chart draws the load average', async () => {
  const bench = await measured();
  const chart = chartOf((await bench.card('host chart kvm-a --figure load --last 6h')).blocks);
  expect(chart).toMatchObject({ title: 'Load average', unit: 'number' });
  expect(chart?.series[0]?.points.some(([, value]) => value === 1)).toBe(true);
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
