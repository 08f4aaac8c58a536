import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type MemoryTask, memoryTask } from '../../../../contracts/task.ts';
import { killDaemon, startDaemon, virsh } from '../../../../lab/libvirt/host.ts';
import { disk, useWorkshop } from './workshop.ts';

const { signal } = new AbortController();
const shop = useWorkshop();

describe('bad days', () => {
  /** So large that it is still being copied when somebody acts. */
  const startBig = async () => {
    await shop().fill(join(shop().images, 'big.raw'), 500);
    const found = await shop().define('big', disk('vda', join(shop().images, 'big.raw')));
    await virsh(shop().host, ['start', found.id], { signal });
    return shop().machine('big');
  };
  const isCopying = (task: MemoryTask) =>
    expect
      .poll(() => task.progress.some(({ fraction = 0 }) => fraction > 0), {
        timeout: 60_000,
      })
      .toBe(true);

  it('a cancel in the middle ends the job of QEMU and leaves nothing', async () => {
    const big = await startBig();
    const task = memoryTask();
    const creating = shop().create(big, task);
    creating.catch(() => undefined);
    await isCopying(task);
    task.stop('cancelled');
    await expect(creating).rejects.toMatchObject({ code: 'cancelled' });
    await expect(virsh(shop().host, ['backup-dumpxml', big.id], { signal })).rejects.toThrow(
      'no domain backup job',
    );
    expect(await shop().backups.list({ signal })).toEqual([]);
    expect(await shop().leftovers()).toEqual([]);
  });

  it('a handover in the middle is followed on to one whole backup', async () => {
    const big = await startBig();
    const task = memoryTask();
    const creating = shop().create(big, task);
    creating.catch(() => undefined);
    await isCopying(task);
    task.stop('handover');
    await expect(creating).rejects.toMatchObject({ reason: 'handover' });
    const { backup } = await shop().create(big, memoryTask({ records: task.records }));
    expect((await shop().backups.list({ signal })).map(({ id }) => id)).toEqual([backup.id]);
    expect(await shop().isWhole(backup)).toBe(true);
  });

  it('libvirt killed in the middle: one whole backup, or none and a word of it', async () => {
    const big = await startBig();
    const task = memoryTask();
    const creating = shop()
      .create(big, task)
      .then(
        ({ backup }) => backup,
        (error: { readonly code?: string }) => error.code,
      );
    await isCopying(task);
    await killDaemon(shop().host, signal);
    await startDaemon(shop().host, signal);
    const ended = await creating;
    const listed = await shop().backups.list({ signal });
    if (typeof ended === 'object') expect(await shop().isWhole(ended)).toBe(true);
    else expect(ended).toBe('failed');
    expect(listed).toHaveLength(typeof ended === 'object' ? 1 : 0);
  });
});
