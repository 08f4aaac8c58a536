import { expect, it } from 'vitest';
import { BotError } from '../src/errors.ts';
import { readBack } from '../src/read-back.ts';
import { memoryTask } from './contracts/task.ts';

const done = 'libvirt took the change';
const silent = () => Promise.reject(new BotError('timeout', 'libvirt did not answer in time'));

it('a hypervisor that is busy just then is asked again, cancelled or not', async () => {
  const task = memoryTask();
  task.stop('cancelled');
  let asked = 0;
  const ask = async () => {
    asked += 1;
    return asked === 1 ? silent() : 'as wanted';
  };
  expect(await readBack({ task, done, ask })).toBe('as wanted');
  expect(task.progress).toEqual([{ note: expect.stringContaining(done) }]);
});

it('what does not answer for the whole time leaves it to a person', async () => {
  const task = memoryTask();
  const never = (signal: AbortSignal) =>
    new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
    });
  for (const ask of [silent, never]) {
    await expect(readBack({ task, done, ask, limitMs: 20 })).rejects.toMatchObject({
      code: 'undecided',
      message: expect.stringContaining(done),
    });
  }
});

it('who only stops following leaves it to whoever takes over', async () => {
  const task = memoryTask();
  task.stop('handover');
  await expect(readBack({ task, done, ask: silent })).rejects.toMatchObject({ reason: 'handover' });
});

it('a refusal is one', async () => {
  const refusal = new BotError('not-found', 'it is gone');
  const ask = () => Promise.reject(refusal);
  await expect(readBack({ task: memoryTask(), done, ask })).rejects.toBe(refusal);
});
