import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TaskControl } from '../../../../../src/operation.ts';
import { type MemoryTask, memoryTask } from '../../../../contracts/task.ts';
import { virsh } from '../../../../lab/libvirt/host.ts';
import { disk, useWorkshop } from './workshop.ts';

const { signal } = new AbortController();
const shop = useWorkshop();

/** Dies at that step, before or after its act, with no word of its end; the records stay. */
function dying(at: string, moment: 'before' | 'after') {
  const task = memoryTask();
  const died = Promise.withResolvers<void>();
  const step: TaskControl['step'] = async (name, act) => {
    if (name !== at) return task.step(name, act);
    task.records.steps.set(name, { name, ended: false, result: null, error: null });
    if (moment === 'after') await act.do();
    died.resolve();
    return new Promise<never>(() => {});
  };
  return { task: { ...task, step }, died: died.promise };
}

/** Each step there is, killed right before and right after its act, and resumed. */
async function killEverywhere(
  act: (task: MemoryTask) => Promise<unknown>,
  check: () => Promise<void>,
): Promise<string[]> {
  const first = memoryTask();
  await act(first);
  await check();
  const steps = [...first.records.steps.keys()];
  for (const name of steps) {
    for (const moment of ['before', 'after'] as const) {
      const { task, died } = dying(name, moment);
      await Promise.race([died, act(task)]);
      await act(memoryTask({ records: task.records }));
      await check();
    }
  }
  return steps;
}

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
