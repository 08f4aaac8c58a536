import { BotError, leavesOutcomeOpen } from '../../../../src/errors.ts';
import type { MachineRef } from '../../../../src/hypervisor.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import { requireProcessor } from '../checks/kvm.ts';
import type { Client } from '../client.ts';
import { readInfo } from '../info.ts';
import { uuidWord } from '../words.ts';

/** The machine is whole without it: a start that VirtualBox refuses is a warning, in its own words. */
export async function startNew(
  client: Client,
  task: TaskControl,
  machine: Pick<MachineRef, 'id' | 'name'>,
): Promise<readonly string[]> {
  const { id, name } = machine;
  try {
    await task.step('start the machine', {
      async do() {
        await requireProcessor(client, { name, signal: task.signal });
        const words = ['startvm', uuidWord(id), '--type', 'headless'];
        return client.act(words, { task, name, note: 'starting' });
      },
      look: async (signal) =>
        (await readInfo(client, machine, { signal })).active
          ? { found: 'done', result: { warnings: [], log: [] } }
          : { found: 'not-done' },
    });
    return [];
  } catch (error) {
    if (!(error instanceof BotError) || leavesOutcomeOpen(error)) throw error;
    if (error.code === 'cancelled' || error.code === 'undecided') throw error;
    return [`it was made, and could not be started: ${error.message}`];
  }
}
