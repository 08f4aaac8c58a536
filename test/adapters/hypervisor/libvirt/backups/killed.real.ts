import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { killEverywhere } from '../../../../contracts/killed.ts';
import { memoryTask } from '../../../../contracts/task.ts';
import { virsh } from '../../../../lab/libvirt/host.ts';
import { disk, useWorkshop } from './workshop.ts';

const { signal } = new AbortController();
const shop = useWorkshop();

describe('a bot killed at any step', () => {
  it.each(['running', 'stopped'])(
    'of a backup of a machine that is %s leaves the one backup, whole',
    async (state) => {
      await shop().fill(join(shop().images, 'k.raw'), 2);
      const found = await shop().define('killed', disk('vda', join(shop().images, 'k.raw')));
      if (state === 'running') await virsh(shop().host, ['start', found.id], { signal });
      const steps = await killEverywhere(
        async (task) => shop().create(await shop().machine('killed'), task),
        async () => {
          const all = await shop().backups.list({ signal });
          expect(all).toHaveLength(1);
          for (const backup of all) {
            expect(await shop().isWhole(backup)).toBe(true);
            await shop().backups.delete(backup, memoryTask());
          }
          expect(await shop().leftovers()).toEqual([]);
        },
      );
      expect(steps.length).toBeGreaterThan(4);
    },
    300_000,
  );

  it('of a restore leaves the machine with its data, and no other file', async () => {
    const sum = await shop().fill(join(shop().images, 'k.raw'), 1);
    const found = await shop().define('killed', disk('vda', join(shop().images, 'k.raw')));
    const { backup } = await shop().create(found);
    await killEverywhere(
      (task) => shop().backups.restore(backup, { as: 'same', start: false }, task),
      async () => {
        expect(await shop().sumOf(await shop().diskPath(found, 'vda'))).toBe(sum);
        const files = await shop().run('find', shop().images, '-name', '*.raw');
        expect(files.trim().split('\n')).toHaveLength(1);
        expect(await shop().leftovers()).toEqual([]);
      },
    );
  }, 300_000);
});
