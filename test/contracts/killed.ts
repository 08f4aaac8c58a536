import type { TaskControl } from '../../src/operation.ts';
import { type MemoryTask, memoryTask } from './task.ts';

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

/** Each step there is, killed right before and right after its act, and resumed; `check` follows each time. */
export async function killEverywhere(
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
