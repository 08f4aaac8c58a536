import { expect, it } from 'vitest';
import { BotError } from '../../src/errors.ts';
import type { GuestChannel } from '../../src/hypervisor/guest.ts';
import { done } from '../../src/hypervisor.ts';
import { rollbackOperation, snapshotRollback } from '../../src/operations/snapshot-rollback.ts';
import { textOf } from '../commands/bench.ts';
import { memoryTask } from '../contracts/task.ts';
import { guest, machine, pretend, snapshot } from '../doubles/hypervisor.ts';
import { contextOf, runStored } from './context.ts';

const e1 = machine('e1');
const before = snapshot('before');

function lab(channel: GuestChannel | undefined, rolledBack: () => Promise<void> = async () => {}) {
  const site = pretend({
    guest: channel,
    snapshots: {
      rollback: (_machine, { name }, task) =>
        task.step('revert', {
          async do() {
            site.acts.push(`rollback ${name}`);
            await rolledBack();
            return done;
          },
          look: async () => ({ found: 'done', result: done }),
        }),
    },
  });
  site.machines = [e1];
  site.snapshots = [before];
  const resolved = { machine: e1, hypervisor: site.hypervisor, label: 'e1' };
  const { input } = rollbackOperation(resolved, before);
  const run = (task = memoryTask()) => runStored(snapshotRollback, input, contextOf(site, task));
  return { site, run };
}

it('it ends when the agent answers again and the clock is set', async () => {
  const answers = [true, false, false, true];
  const clock: string[] = [];
  const { run } = lab(
    guest({
      probe: async () => (answers.shift() ? { answers: true } : { answers: false, why: 'booting' }),
      setClock: async () => void clock.push('set'),
    }),
  );
  const { state, card } = await run();
  expect(state).toBe('done');
  expect(answers).toEqual([]);
  expect(clock).toEqual(['set']);
  expect(textOf(card)).toContain("The agent of e1 answers, and the guest's clock is set.");
});

it('a guest that did not answer before is not waited for', async () => {
  const { run } = lab(guest({ probe: async () => ({ answers: false, why: 'none' }) }));
  const { state, card } = await run();
  expect(state).toBe('done');
  expect(textOf(card)).not.toContain('agent');
});

it('a clock that cannot be set is a note; the rollback is done', async () => {
  const { run } = lab(
    guest({ setClock: () => Promise.reject(new BotError('failed', 'no such command')) }),
  );
  const { state, card } = await run();
  expect(state).toBe('done');
  expect(textOf(card)).toContain("The guest's clock could not be set: no such command.");
});

it('a cancel while the agent is waited for does not undo the rollback, and it says so', async () => {
  const task = memoryTask();
  let asked = 0;
  const { site, run } = lab(
    guest({
      async probe() {
        asked += 1;
        if (asked > 1) task.stop('cancelled');
        return asked > 1 ? { answers: false, why: 'booting' } : { answers: true };
      },
    }),
  );
  const { state, card } = await run(task);
  expect(state).toBe('done');
  expect(site.acts).toEqual(['rollback before']);
  expect(textOf(card)).toContain('Nobody waited for the agent of e1 any longer.');
});

it('after a restart it remembers that the agent answered before, and acts no second time', async () => {
  const first = memoryTask();
  const answers = [true];
  const killed = lab(
    guest({ probe: async () => ({ answers: answers.shift() ?? true }) as never }),
    () => {
      first.stop('handover');
      return new Promise<void>((_resolve, reject) => reject(first.signal.reason));
    },
  );
  await expect(killed.run(first)).rejects.toMatchObject({ reason: 'handover' });

  const silent = [false, true];
  const { site, run } = lab(
    guest({
      probe: async () =>
        silent.shift() === false ? { answers: false, why: 'booting' } : { answers: true },
    }),
  );
  site.snapshots = [];
  const { state, card } = await run(memoryTask({ records: first.records }));
  expect(state).toBe('done');
  expect(site.acts).toEqual([]);
  expect(silent).toEqual([]);
  expect(textOf(card)).toContain("the guest's clock is set");
});

it('a snapshot that was replaced since the plan is not rolled back to', async () => {
  const { site, run } = lab(undefined);
  site.snapshots = [snapshot('before', { createdAt: before.createdAt + 1 })];
  await expect(run()).rejects.toMatchObject({ code: 'conflict' });
  expect(site.acts).toEqual([]);
});

it('a machine that is off afterwards offers to start it', async () => {
  const { site, run } = lab(guest(), async () => {
    site.machines = [{ ...e1, state: 'stopped' }];
  });
  const { card } = await run();
  expect(card.actions?.[0]).toEqual({ label: 'Start', command: 'vm start e1' });
  expect(textOf(card)).toContain('State: off');
});
