import { BotError, leavesOutcomeOpen } from '../../../../src/errors.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import type { Client } from '../client.ts';
import { uuidWord } from '../words.ts';
import { perform } from './perform.ts';

interface Defined {
  readonly uuid: string;
  readonly name: string;
}

/** Tells libvirt of a new machine. The id is ours alone, so it being there is the sign. */
export async function define(
  client: Client,
  task: TaskControl,
  { uuid, name, xml }: Defined & { readonly xml: string },
): Promise<void> {
  await perform(client, task, {
    step: 'define the machine',
    words: ['define', '--file', '/dev/stdin', '--validate'],
    input: xml,
    name,
    note: 'telling libvirt of the machine',
    async look(signal) {
      const line = `domstate ${uuidWord(uuid)}`;
      const [answer = { out: '', err: '' }] = await client.answers([line], { signal });
      return answer.err === '' ? { found: 'done', result: '' } : { found: 'not-done' };
    },
  });
}

/** The machine is whole without it: a start that libvirt refuses is a warning, in its own words. */
export async function startNew(
  client: Client,
  task: TaskControl,
  { uuid, name }: Defined,
): Promise<readonly string[]> {
  try {
    await perform(client, task, {
      step: 'start the machine',
      words: ['start', uuidWord(uuid)],
      name,
      note: 'starting',
      async look(signal) {
        const [state = ''] = await client.query([`domstate ${uuidWord(uuid)}`], { signal, name });
        return /^(?:running|paused|idle)/.test(state)
          ? { found: 'done', result: '' }
          : { found: 'not-done' };
      },
    });
    return [];
  } catch (error) {
    if (!(error instanceof BotError) || leavesOutcomeOpen(error)) throw error;
    if (error.code === 'cancelled' || error.code === 'undecided') throw error;
    return [`it was made, and could not be started: ${error.message}`];
  }
}
