import { expect, it } from 'vitest';
import { BotError } from '../../src/errors.ts';
import { guestWrite, writeOperation } from '../../src/operations/guest-write.ts';
import { memoryTask } from '../contracts/task.ts';
import { guest, machine, pretend } from '../doubles/hypervisor.ts';
import { contextOf, runStored } from './context.ts';

const e1 = machine('e1');
const content = Buffer.from([0, 255, 10, 104, 105]);

function lab(fileAfterwards: Buffer | undefined) {
  let writes = 0;
  const site = pretend({
    guest: guest({
      async write() {
        writes += 1;
        throw new BotError('timeout', 'the agent did not answer');
      },
      async read() {
        if (fileAfterwards) return fileAfterwards;
        throw new BotError('not-found', 'no such file');
      },
    }),
  });
  site.machines = [e1];
  const resolved = { machine: e1, hypervisor: site.hypervisor, label: 'e1' };
  const { input } = writeOperation(resolved, '/x', content);
  return {
    writes: () => writes,
    run: () => runStored(guestWrite, input, contextOf(site, memoryTask())),
  };
}

it('a write whose answer was lost is done when the file holds the content', async () => {
  const { run, writes } = lab(content);
  expect((await run()).state).toBe('done');
  expect(writes()).toBe(1);
});

it('a write whose answer was lost is not done when the file is missing or another', async () => {
  for (const file of [undefined, Buffer.from('old')]) {
    await expect(lab(file).run()).rejects.toMatchObject({ code: 'timeout' });
  }
});
