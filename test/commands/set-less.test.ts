import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoSite, openDemo } from '../adapters/hypervisor/demo/site.ts';
import { type Bench, openBench, textOf } from './bench.ts';

let site: DemoSite;
let bench: Bench;

beforeAll(async () => {
  site = await openDemo();
  bench = openBench([site.hypervisor]);
});
afterAll(() => site.close());

describe('vm set', () => {
  it('less for one that runs is looked at first: what it had, what its programs use, what follows', async () => {
    const plan = await bench.plan('vm set web-1 --memory 512M --cpus 1');
    expect(plan).toMatchObject({
      danger: 'confirm',
      confirmLabel: expect.stringMatching(/^Set 1 CPU and 512 MiB for web-1 on demo-/),
    });
    const text = textOf(plan.preview ?? { title: '' });
    expect(text).toMatch(/Memory: [\d.]+ GiB → 512 MiB\nIts programs use now: [\d.]+ [GM]iB/);
    expect(text).toContain('the guest swaps or ends programs');
    expect(text).toContain('With fewer CPUs its programs take longer.');
    expect(await bench.plan('vm set web-1 --memory 64G')).not.toHaveProperty('danger');
    expect(await bench.plan('vm set lab-03 --memory 512M')).not.toHaveProperty('danger');
  });

  it('what was shown is shown anew when the machine has something else by then', async () => {
    const before = await bench.plan('vm set db-1 --memory 1G');
    expect((await bench.plan('vm set db-1 --memory 1G')).fingerprint).toBe(before.fingerprint);
    await bench.carryOut('vm set db-1 --cpus 9');
    for (const line of ['vm stop db-1', 'vm start db-1']) await bench.carryOut(line);
    expect((await bench.plan('vm set db-1 --memory 1G')).fingerprint).not.toBe(before.fingerprint);
  });
});
