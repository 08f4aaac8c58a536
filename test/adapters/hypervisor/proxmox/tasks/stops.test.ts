import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MemoryTask, memoryTask } from '../../../../contracts/task.ts';
import { openTasks, power, type TasksSite } from './site.ts';

let site: TasksSite;
let go: PromiseWithResolvers<void>;
beforeEach(async () => {
  site = await openTasks();
  go = Promise.withResolvers<void>();
  site.double.faults.task({ type: 'qmreset', hold: go.promise });
});
afterEach(() => site.close());

const reset = power('reset');
const cancels = () => site.count('DELETE', /\/tasks\/UPID/);
const begun = (task: MemoryTask) =>
  expect.poll(() => task.progress.at(-1)?.note).toBe('reset goes on');

describe('a task that is stopped', () => {
  it('by a person is ended on Proxmox, and the answer is cancelled', async () => {
    const task = memoryTask();
    const ended = site.tasks.act(reset, task);
    const refused = expect(ended).rejects.toMatchObject({
      code: 'cancelled',
      hint: expect.stringContaining('received interrupt'),
    });
    await begun(task);
    task.stop('cancelled');
    await refused;
    expect(cancels()).toBe(1);
  });

  it('by its deadline is ended on Proxmox, and has failed', async () => {
    const task = memoryTask();
    const ended = site.tasks.act(reset, task);
    const refused = expect(ended).rejects.toMatchObject({ code: 'failed' });
    await begun(task);
    task.stop('deadline');
    await refused;
    expect(cancels()).toBe(1);
  });

  it('too late has its own end as its outcome', async () => {
    const task = memoryTask();
    const ended = site.tasks.act(reset, task);
    await begun(task);
    site.double.faults.call(
      { method: 'DELETE' },
      { how: 'answer', status: 200, reason: 'OK', body: '{"data":null}' },
    );
    task.stop('cancelled');
    go.resolve();
    await expect(ended).resolves.toMatchObject({ warnings: [] });
  });

  it('is told so again where that was not heard', async () => {
    const task = memoryTask();
    const ended = site.tasks.act(reset, task);
    const refused = expect(ended).rejects.toMatchObject({ code: 'cancelled' });
    await begun(task);
    site.double.faults.call({ method: 'DELETE' }, { how: 'broken', when: 'before' });
    task.stop('cancelled');
    await refused;
    expect(cancels()).toBe(2);
  });
});

describe('a task that is no longer followed', () => {
  it.each(['handover', 'lease-lost'] as const)(
    'because of %s goes on, and who takes over follows it',
    async (reason) => {
      const task = memoryTask();
      const ended = site.tasks.act(reset, task);
      const left = expect(ended).rejects.toMatchObject({ reason });
      await begun(task);
      task.stop(reason);
      await left;
      expect(cancels()).toBe(0);
      const next = site.tasks.act(reset, memoryTask({ records: task.records }));
      go.resolve();
      await expect(next).resolves.toBeDefined();
      expect(site.count('POST', /reset$/)).toBe(1);
    },
  );
});
