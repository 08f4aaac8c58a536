import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Client, createClient } from '../../../../../adapters/hypervisor/libvirt/client.ts';
import { readStock } from '../../../../../adapters/hypervisor/libvirt/storage/stock.ts';
import { createStorage } from '../../../../../adapters/hypervisor/libvirt/storage/storage.ts';
import { open } from '../../../../../src/exec.ts';
import { silent } from '../../../../../src/log.ts';
import { toldClient } from '../told-client.ts';

const { signal } = new AbortController();
const fake = join(import.meta.dirname, '..', 'fake-virsh.ts');
const PATIENCE = 2_000;

let client: Client;
let opened = 0;
beforeEach(() => {
  opened = 0;
  const { reach } = toldClient({ says: () => '' });
  const openLane = () => {
    opened += 1;
    return open(process.execPath, [fake], { VIRSH_HISTSIZE: '0', INPUTRC: '/dev/null' });
  };
  client = createClient({ ...reach, openLane }, silent);
});
afterEach(() => client.close());

describe('a storage pool that hangs', () => {
  it('is named with its problem, and the others are told as they are', async () => {
    const storage = createStorage(client, { patienceMs: PATIENCE });
    const [near, far] = await storage.pools(signal);
    expect(near).toMatchObject({ name: 'near', freeBytes: 60, promisedBytes: 50 });
    expect(near?.problem).toBeUndefined();
    expect(far).toMatchObject({ name: 'far', active: true, problem: 'it does not answer' });
    expect(far?.freeBytes).toBeUndefined();
    expect(far?.promisedBytes).toBeUndefined();
  });

  it('delays no list', async () => {
    await client.query(['uri'], { signal });
    let isTold = false;
    const pools = createStorage(client, { patienceMs: PATIENCE })
      .pools(signal)
      .then(() => (isTold = true));
    // Both slow lanes are open: one of them hangs.
    await expect.poll(() => opened).toBe(3);
    await client.query(['uri'], { signal });
    expect(isTold).toBe(false);
    await pools;
  });

  it('is asked once and then left alone, and what it holds is asked of no other', async () => {
    const storage = createStorage(client, { patienceMs: PATIENCE });
    await storage.pools(signal);
    const before = opened;
    const [near, far] = await storage.pools(signal);
    expect(far?.problem).toBe('it does not answer');
    await expect(storage.volumes({ ...near, ...far } as never, signal)).rejects.toMatchObject({
      code: 'timeout',
      message: 'the storage pool far: it does not answer',
    });
    expect(await storage.volumes(near as never, signal)).toHaveLength(1);
    // A shell that was asked in vain is ended; one more was opened in its place at most.
    expect(opened - before).toBeLessThanOrEqual(1);
  });

  it('keeps every act from beginning, as anything may stand on what lies there', async () => {
    await expect(readStock(client, signal, { patienceMs: PATIENCE })).rejects.toMatchObject({
      code: 'timeout',
      message: 'the storage pool far: it does not answer',
      hint: expect.stringContaining('nothing was changed'),
    });
  });
});
