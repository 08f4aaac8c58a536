import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Bench, openBench, textOf } from '../../../../commands/bench.ts';
import { type OpenSite, openSite } from '../open-site.ts';

let site: OpenSite;
let bench: Bench;

beforeAll(async () => {
  site = await openSite();
  for (const { interfaces } of site.double.world.nodes.values()) {
    interfaces.set('vmbr0', { bridge_ports: 'eno1' }).set('eno1', { type: 'eth' });
  }
  bench = openBench([site.hypervisor]);
});
afterAll(() => site.close());

it('VMs tell their network by the agent, and their hosts theirs by what the platform has of it', async () => {
  const { card } = await bench.carryOut('net why web01 files01');
  const text = textOf(card);
  expect(text).toContain('web01 and files01 reach each other');
  expect(text).not.toContain('no uplink');
  expect(text).toMatch(/✓ files01 inside \| eth0, 10\.10\.10\.103\/24/);
  expect(text).toMatch(/✓ cable of web01 \| in: bridge vmbr/);
});

it('a container tells its addresses, though no program gets into it', async () => {
  const { card } = await bench.carryOut('net why web01 ct-dns');
  expect(textOf(card)).toMatch(/✓ ct-dns inside \| \S+, 10\.10\.10\.200\/24/);
});
