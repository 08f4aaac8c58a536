import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Snapshots } from '../../src/hypervisor/snapshots.ts';
import type { Machine } from '../../src/hypervisor.ts';
import { deleteAll } from './hypervisor-snapshots.ts';
import { need, never, type Subject, startAgain, until } from './subject.ts';
import { type MemoryTask, memoryTask } from './task.ts';

/** An act begun by a task that dies on the way, as its process would. */
export async function beginAndDie(
  dies: 'after-intent' | 'after-do',
  act: (task: MemoryTask) => Promise<unknown>,
): Promise<MemoryTask> {
  const task = memoryTask({ dies });
  const failed = act(task).then(() => Promise.reject(new Error('it did not die on its way')));
  await Promise.race([task.died, failed]);
  return memoryTask({ records: task.records });
}

export function recoveryFacts(current: () => Subject): void {
  describe('a task that was killed is resumed', () => {
    let snapshots: Snapshots;
    let machine: Machine;

    beforeEach(async ({ skip }) => {
      const { hypervisor, fixture } = current();
      skip(!hypervisor.snapshots, 'no snapshots on this platform');
      snapshots = need(hypervisor.snapshots);
      machine = await current().machine(fixture.running);
    });
    afterEach(() => deleteAll(current()));

    const names = async () => (await snapshots.list(machine, never)).map(({ name }) => name);
    const moments = ['after-intent', 'after-do'] as const;

    it.for(moments)('killed %s of a create: there is the one snapshot', async (dies) => {
      const wanted = { name: 'once', description: 'wanted once' };
      const create = (task: MemoryTask) => snapshots.create(machine, wanted, task);
      await create(await beginAndDie(dies, create));
      expect(await names()).toEqual(['once']);
      expect(await current().snapshot(machine, 'once')).toMatchObject(wanted);
    });

    it("a create that finds somebody else's snapshot of that name says so", async () => {
      const wanted = { name: 'taken', description: 'mine' };
      const create = (task: MemoryTask) => snapshots.create(machine, wanted, task);
      const resumed = await beginAndDie('after-intent', create);
      await snapshots.create(machine, { name: 'taken', description: 'not mine' }, memoryTask());
      await expect(create(resumed)).rejects.toMatchObject({ code: 'conflict' });
      expect((await current().snapshot(machine, 'taken')).description).toBe('not mine');
    });

    it.for(moments)('killed %s of a delete: that one is gone, the other is there', async (dies) => {
      await snapshots.create(machine, { name: 'keep', description: '' }, memoryTask());
      await snapshots.create(machine, { name: 'drop', description: '' }, memoryTask());
      const drop = await current().snapshot(machine, 'drop');
      const remove = (task: MemoryTask) =>
        snapshots.delete(machine, { snapshot: drop, children: false }, task);
      await remove(await beginAndDie(dies, remove));
      expect(await names()).toEqual(['keep']);
    });

    it('killed after the intent of a rollback: it is rolled back', async ({ skip }) => {
      skip(!current().guest, 'no way into the guests of this platform');
      const { rollback, mark, hasMark } = await prepare();
      await mark();
      await rollback(await beginAndDie('after-intent', rollback));
      expect(await hasMark()).toBe(false);
    });

    it('killed after the act of a rollback: it is never done twice', async ({ skip }) => {
      skip(!current().guest, 'no way into the guests of this platform');
      const { rollback, mark, hasMark } = await prepare();
      await mark();
      const resumed = await beginAndDie('after-do', rollback);
      await current().becomes(machine.name, 'running');
      // A guest that is just being rolled back may lose the question: it is asked again.
      await until('it is rolled back', async () =>
        (await hasMark().catch(() => true)) ? undefined : true,
      );
      // Written after the rollback: a second one would take it away.
      await mark();
      const ended = await rollback(resumed).then(
        () => 'done',
        (error: { readonly code?: string }) => error.code,
      );
      expect(ended).toBeOneOf(['done', 'undecided']);
      expect(await hasMark()).toBe(true);
      await current().run(machine, ['rm', '/root/mark']);
    });

    it('killed after the act of a shutdown: it is followed to its end', async () => {
      const { power } = current().hypervisor;
      const shutdown = (task: MemoryTask) => power(machine, 'shutdown', task);
      await shutdown(await beginAndDie('after-do', shutdown));
      expect((await current().machine(machine.name)).state).toBe('stopped');
      await startAgain(current(), machine.name);
    });

    async function prepare() {
      const guest = need(current().guest);
      await current().answers(machine.name);
      await snapshots.create(machine, { name: 'base', description: '' }, memoryTask());
      const base = await current().snapshot(machine, 'base');
      return {
        rollback: (task: MemoryTask) => snapshots.rollback(machine, base, task),
        mark: () => guest.write(machine, '/root/mark', Buffer.from('here'), never),
        hasMark: async () => {
          await current().answers(machine.name);
          return (await current().run(machine, ['test', '-e', '/root/mark'])).exitCode === 0;
        },
      };
    }
  });
}
