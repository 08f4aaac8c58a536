import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Bench, openBench, textOf } from '../../../../commands/bench.ts';
import { need, never } from '../../../../contracts/subject.ts';
import { memoryTask } from '../../../../contracts/task.ts';
import { type OpenSite, openSite } from '../open-site.ts';

let site: OpenSite;
let bench: Bench;
beforeAll(async () => {
  site = await openSite();
  bench = openBench([site.hypervisor]);
});
afterAll(() => site.close());

async function planned(line: string) {
  const [operation = expect.fail()] = (await bench.plan(line)).operations;
  return { ...operation, input: { ...Object(operation.input), watchMs: 0 } };
}

async function card() {
  const all = await need(site.hypervisor.network).cards(await site.machine('web01'), never);
  return all[0] ?? expect.fail('web01 has no card');
}

it.each([
  { line: 'net connect web01 vmbr1', away: 'vmbr1' },
  { line: 'net connect web01 vmbr0 --vlan 20 --firewall on', away: 'vmbr0' },
])('a machine that loses its network by $line is put back as it was', async ({ line, away }) => {
  const before = await card();
  const { state, card: said } = await bench.perform(await planned(line));
  expect(state, textOf(said)).toBe('failed');
  expect(said.title).toBe(`web01 is back on vmbr0: on ${away} it had no network`);
  expect(await card()).toEqual(before);
});

it('one whose bot dies while it is put back is put back by the next', async () => {
  const before = await card();
  const operation = await planned('net connect web01 vmbr1');
  const first = memoryTask({ dies: 'after-intent', diesAt: 1 });
  void bench.perform(operation, first);
  await first.died;
  expect((await card()).segment).toBe('vmbr1');
  const { card: said } = await bench.perform(operation, memoryTask({ records: first.records }));
  expect(said.title).toContain('web01 is back on vmbr0');
  expect(await card()).toEqual(before);
});

it('the segments of the nodes are told by the API, with what they are wired to', async () => {
  const node = (name: string) => site.double.world.nodes.get(name) ?? expect.fail(name);
  node('pve1').interfaces.set('vmbr0', { bridge_ports: 'eno1' }).set('eno1', { type: 'eth' });
  node('pve3')
    .interfaces.set('vmbr0', { bridge_ports: 'eno1', cidr: '10.10.10.3/24' })
    .set('eno1', { type: 'eth' });
  const said = textOf(await bench.card('net segments'));
  // That of pve2 has no uplink, so its name alone says nothing.
  expect(said).toMatch(/^vmbr0 on pve2 \| 3/m);
  expect(said).toMatch(/vmbr0 on pve3, vmbr0 on pve1 \| 5 \|.*files01.*web01 \| presumed/);
  expect(said).toContain('pve3 and pve1 both have an address of 10.10.10.3/24 there');
});
