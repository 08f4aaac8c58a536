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

describe('host storage', () => {
  it('shows each pool with what is used, free and promised', async () => {
    const text = textOf(await bench.card('host storage'));
    expect(text).toMatch(/qcow2 \| demo-b \| dir \| [\d.]+ of 128\.0 GiB \| [\d.]+ GiB \| /);
    expect(text).toMatch(/netapp \| demo-a \| nfs/);
  });

  it('shows what holds the space of one, largest first, and what belongs to nobody', async () => {
    const text = textOf(await bench.card('host storage demo-b qcow2'));
    expect(text).toContain('1 volume with 18.0 GiB is of no machine that is known');
    expect(text).toContain('vm-102-disk-0');
    expect(text).toContain('disk of web-2');
  });

  it('a pool that is not there is answered with those that are', async () => {
    await expect(bench.card('host storage demo-b nosuch')).rejects.toMatchObject({
      code: 'not-found',
      hint: 'It has qcow2, zfs and media.',
    });
  });

  it('a pool that does not answer stands among the others with its problem', async () => {
    const { storage } = site.hypervisor;
    if (!storage) throw new Error('the demo has storage');
    const pools = async (signal: AbortSignal) =>
      (await storage.pools(signal)).map(({ host, name, type, active }) =>
        name === 'netapp'
          ? { host, name, type, active, problem: 'it does not answer' }
          : { host, name, type, active, freeBytes: 1024 },
      );
    const hung = openBench([{ ...site.hypervisor, storage: { ...storage, pools } }]);
    const card = await hung.card('host storage');
    expect(card.tone).toBe('warning');
    expect(textOf(card)).toMatch(
      /netapp: it does not answer \| demo-a \| nfs \| unknown \| unknown/,
    );
    expect(textOf(card)).toMatch(/qcow2 \| demo-b \| dir/);
  });
});
