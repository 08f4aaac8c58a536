import { describe, expect, it } from 'vitest';
import type { Restored } from '../../src/hypervisor/backups.ts';
import type { Machine } from '../../src/hypervisor.ts';
import { backupDesk } from './backup-desk.ts';
import { beginAndDie } from './hypervisor-recovery.ts';
import { need, never, type Subject } from './subject.ts';
import { type MemoryTask, memoryTask } from './task.ts';

const path = '/root/uji backup.txt';

export function restoreFacts(current: () => Subject): void {
  describe('restores', () => {
    const desk = backupDesk(current);
    const write = (text: string) =>
      need(current().guest).write(desk().machine, path, Buffer.from(text), never);
    const read = async (from: Machine) => (await current().run(from, ['cat', path])).stdout;

    const moments = ['after-intent', 'after-do'] as const;

    it('a corrupt backup is told by verify, refused by restore, and nothing is changed', async ({
      skip,
    }) => {
      const corrupt = current().fixture.backups?.corrupt;
      skip(corrupt === undefined, 'the fixture has no corrupt backup');
      const backup = await need(corrupt)(current().hypervisor);
      const verdict = await desk().backups.verify(backup, memoryTask());
      expect(verdict).toMatchObject({ whole: false, says: expect.stringMatching(/./) });
      const listed = (await desk().list()).find(({ id }) => id === backup.id);
      expect(listed?.verified?.verdict).toEqual(verdict);
      const names = await desk().machineNames();
      const wanted = { as: 'new', name: 'from-corrupt', start: false } as const;
      await expect(desk().backups.restore(backup, wanted, memoryTask())).rejects.toMatchObject({
        code: expect.stringMatching(/^(failed|conflict)$/),
      });
      expect(await desk().machineNames()).toEqual(names);
    });

    it('a restore to a new name gives another machine, with the data of then', async ({ skip }) => {
      skip(!current().guest, 'no way into the guests of this platform');
      await write('of then');
      const made = await desk().create();
      await write('of later');
      const wanted = { as: 'new', name: 'from-backup', start: true } as const;
      const effect = await desk().backups.restoreEffect(made, wanted, never);
      expect(effect.replaces).toBeUndefined();
      const restored = await desk().backups.restore(made, wanted, memoryTask());
      const other = await current().machine('from-backup');
      try {
        expect(restored.id).toBe(other.id);
        expect(other.id).not.toBe(desk().machine.id);
        expect(other.birth).not.toBe(desk().machine.birth);
        expect(await read(await current().answers('from-backup'))).toBe('of then');
        expect(await read(desk().machine)).toBe('of later');
      } finally {
        await desk().discard(other);
      }
    });

    it('a restore over the machine brings the data back', async ({ skip }) => {
      skip(!current().guest, 'no way into the guests of this platform');
      await write('of then');
      const made = await desk().create();
      await write('of later');
      const wanted = { as: 'same', start: true } as const;
      const effect = await desk().backups.restoreEffect(made, wanted, never);
      expect(effect.replaces).toMatchObject({ id: desk().machine.id, state: 'running' });
      await expect(desk().backups.restore(made, wanted, memoryTask())).rejects.toMatchObject({
        code: 'conflict',
      });
      await current().hypervisor.power(desk().machine, 'stop', memoryTask());
      const restored = await desk().backups.restore(made, wanted, memoryTask());
      expect(restored.id).toBe(desk().machine.id);
      const same = await current().answers(desk().machine.name);
      expect(same).toMatchObject({ id: desk().machine.id, birth: desk().machine.birth });
      expect(await read(same)).toBe('of then');
    });

    it('a name that another machine has is a conflict, and nothing is changed', async () => {
      const made = await desk().create();
      const names = await desk().machineNames();
      const wanted = { as: 'new', name: current().fixture.stopped, start: false } as const;
      const refused = { code: 'conflict' };
      await expect(desk().backups.restoreEffect(made, wanted, never)).rejects.toMatchObject(
        refused,
      );
      await expect(desk().backups.restore(made, wanted, memoryTask())).rejects.toMatchObject(
        refused,
      );
      expect(await desk().machineNames()).toEqual(names);
    });

    it.for(moments)('killed %s of a restore: there is the one machine', async (dies) => {
      const made = await desk().create();
      const wanted = { as: 'new', name: `from-killed-${dies}`, start: false } as const;
      const act = (task: MemoryTask): Promise<Restored> =>
        desk().backups.restore(made, wanted, task);
      const restored = await act(await beginAndDie(dies, act));
      const other = await current().machine(wanted.name);
      expect(other.id).toBe(restored.id);
      expect((await desk().machineNames()).filter((name) => name === wanted.name)).toHaveLength(1);
      await desk().discard(other);
    });
  });
}
