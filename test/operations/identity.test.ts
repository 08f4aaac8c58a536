import { expect, it } from 'vitest';
import { BotError } from '../../src/errors.ts';
import { openBench } from '../commands/bench.ts';
import { memoryTask } from '../contracts/task.ts';
import { guest, machine, pretend, snapshot } from '../doubles/hypervisor.ts';

const e1 = machine('e1');
const lines = [
  'vm stop e1',
  'vm shutdown e1',
  'vm reboot e1',
  'vm pause e1',
  'snapshot create e1 after',
  'snapshot rollback e1 before',
  'snapshot delete e1 before',
  'guest run e1 true',
  'guest write e1 /root/x y',
];

function campus() {
  const acts: string[] = [];
  const act = (name: string) => async () => void acts.push(name);
  const channel = guest({
    start: async () => {
      acts.push('start');
      return { pid: 1 };
    },
    wait: async () => ({ exitCode: 0, stdout: '', stderr: '', truncated: false }),
    read: () => Promise.reject(new BotError('not-found', 'no such file')),
    write: act('write'),
  });
  const site = pretend({ guest: channel });
  site.machines = [e1];
  site.snapshots = [snapshot('before')];
  return { site, bench: openBench([site.hypervisor]), done: () => [...site.acts, ...acts] };
}

it.each(lines)('%s acts on the machine that was meant', async (line) => {
  const { bench, done } = campus();
  await bench.carryOut(line);
  expect(done()).toHaveLength(1);
});

it.each(lines)('%s does nothing to a machine that has taken over its id since', async (line) => {
  const { site, bench, done } = campus();
  const { operations } = await bench.plan(line);
  site.machines = [{ ...e1, birth: 'later' }];
  for (const operation of operations) {
    await expect(bench.perform(operation)).rejects.toMatchObject({ code: 'conflict' });
  }
  expect(done()).toEqual([]);
});

it.each(lines)('%s looks again after a restart, however long that took', async (line) => {
  const { site, bench, done } = campus();
  const { operations } = await bench.plan(line);
  const first = memoryTask();
  const [operation] = operations;
  if (!operation) throw new Error('nothing is planned');
  // Killed behind its first step, "find the machine".
  await bench.perform(operation, stopped(first)).catch(() => undefined);
  expect([...first.records.steps.keys()]).toEqual(['find the machine']);
  site.machines = [{ ...e1, birth: 'later' }];
  const resumed = bench.perform(operation, memoryTask({ records: first.records }));
  await expect(resumed).rejects.toMatchObject({ code: 'conflict' });
  expect(done()).toEqual([]);
});

/** The task, stopped by a handover as soon as its first step has ended. */
function stopped(task: ReturnType<typeof memoryTask>) {
  return {
    ...task,
    async step<T>(...step: Parameters<typeof task.step<T>>): Promise<T> {
      const result = await task.step<T>(...step);
      task.stop('handover');
      task.signal.throwIfAborted();
      return result;
    },
  };
}
