import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Workshop, workshopOf } from './made.ts';
import { never, type Subject } from './subject.ts';
import { type MemoryTask, memoryTask } from './task.ts';

/** More acts than any adapter needs for one of these. */
const MOST_ACTS = 12;

export function provisionRecoveryFacts(current: () => Subject): void {
  describe('making a machine is killed or cancelled on the way', () => {
    let shop: Workshop;
    let before: readonly string[] | undefined;

    beforeEach(async ({ skip }) => {
      const { hypervisor, fixture } = current();
      skip(!hypervisor.provision, 'no machines can be made on this platform');
      skip(!fixture.provision, 'the fixture has nothing to make machines of');
      shop = workshopOf(current());
      before = await shop.files();
    });
    afterEach(async () => {
      const { hypervisor, fixture } = current();
      if (!(hypervisor.provision && fixture.provision)) return;
      await workshopOf(current()).clear();
    });

    const moments = ['after-intent', 'after-do'] as const;
    const only = async (name: string) =>
      (await shop.names()).filter((each) => each === name).length;

    it.for(moments)(
      'killed %s of each act of a create: there is the one machine, whole',
      async (dies) => {
        await eachAct(dies, {
          act: (task) => shop.create('five', {}, task),
          async after() {
            expect(await only('made-five')).toBe(1);
            await shop.remove('made-five');
            expect(await shop.files()).toEqual(before);
          },
        });
      },
    );

    it.for(moments)(
      'killed %s of each act of a clone: there is the one clone, whole',
      async (dies) => {
        await shop.create('six');
        const base = await current().machine('made-six');
        const wanted = { name: 'made-seven', linked: false, start: false };
        const withBase = await shop.files();
        await eachAct(dies, {
          act: (task) => shop.provision.clone(base, wanted, task),
          async after() {
            expect(await only('made-seven')).toBe(1);
            await shop.remove('made-seven');
            expect(await shop.files()).toEqual(withBase);
          },
        });
      },
    );

    it.for(moments)(
      'killed %s of each act of a deletion: it is gone with all its files',
      async (dies) => {
        const remove = async (task: MemoryTask, [machine, paths]: Doomed) =>
          shop.provision.delete(machine, paths, task);
        for (let at = 0; at < MOST_ACTS; at += 1) {
          await shop.create('eight');
          const doomed = await doom('made-eight');
          const died = await beginAndDie({ dies, diesAt: at }, (task) => remove(task, doomed));
          if (died) await remove(died, doomed);
          expect(await only('made-eight')).toBe(0);
          expect(await shop.files()).toEqual(before);
          if (!died) return;
        }
        throw new Error('a deletion never came to its end');
      },
    );

    it('a clone that is cancelled half way leaves nothing, and one that was too late is whole', async () => {
      await shop.create('nine');
      const base = await current().machine('made-nine');
      const withBase = await shop.files();
      const task = memoryTask();
      const wanted = { name: 'made-ten', linked: false, start: false };
      const cloned = shop.provision.clone(base, wanted, task).then(
        () => 'done',
        (error: { readonly code?: string }) => error.code,
      );
      await Promise.race([cloned, moves(task)]);
      task.stop('cancelled');
      const ended = await cloned;
      expect(ended).toBeOneOf(['done', 'cancelled']);
      expect(await only('made-ten')).toBe(ended === 'done' ? 1 : 0);
      if (ended === 'cancelled') expect(await shop.files()).toEqual(withBase);
    });

    type Doomed = readonly [Awaited<ReturnType<Subject['machine']>>, readonly string[]];
    async function doom(name: string): Promise<Doomed> {
      const machine = await current().machine(name);
      const { files } = await shop.provision.deletion(machine, never);
      return [machine, files.map(({ path }) => path)];
    }
  });
}

/** Carries the work out again and again, killed at one act later each time and resumed, until one is not killed. */
async function eachAct(
  dies: 'after-intent' | 'after-do',
  work: { act(task: MemoryTask): Promise<unknown>; after(): Promise<void> },
): Promise<void> {
  for (let at = 0; at < MOST_ACTS; at += 1) {
    const died = await beginAndDie({ dies, diesAt: at }, work.act);
    if (died) await work.act(died);
    await work.after();
    if (!died) {
      expect(at).toBeGreaterThan(0);
      return;
    }
  }
  throw new Error('the work never came to its end');
}

/** The task to resume with; undefined when it came to its end before the act it was to die at. */
async function beginAndDie(
  fate: { readonly dies: 'after-intent' | 'after-do'; readonly diesAt: number },
  act: (task: MemoryTask) => Promise<unknown>,
): Promise<MemoryTask | undefined> {
  const task = memoryTask(fate);
  const ended = act(task).then(() => 'ended' as const);
  const first = await Promise.race([ended, task.died.then(() => 'died' as const)]);
  return first === 'died' ? memoryTask({ records: task.records }) : undefined;
}

/** Fulfils when the work has said how far it is. */
async function moves(task: MemoryTask): Promise<void> {
  while (!task.progress.some(({ fraction }) => fraction !== undefined && fraction > 0)) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
