import { BotError } from '../../../../src/errors.ts';
import { runScript } from '../../../../src/host/script.ts';
import { done, type Outcome } from '../../../../src/hypervisor.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import type { Client } from '../client.ts';
import { exists } from './directory.ts';

/** Arguments: the backup, and the name under which no list shows it any more. */
const script = `
[ ! -d "$1" ] || mv -T -- "$1" "$2" || exit 1
rm -rf -- "$2"
`;

export interface Doomed {
  readonly directory: string;
  /** Ids of those that build on it. */
  readonly later: readonly string[];
}

/** Milliseconds: a large file takes an old file system its time. */
const LIMIT = 300_000;

export async function deleteBackup(
  client: Client,
  { doomed, task }: { doomed: Doomed; task: TaskControl },
): Promise<Outcome> {
  const { directory, later } = doomed;
  if (later.length > 0) {
    throw new BotError('conflict', `later backups build on this one: ${later.join(', ')}`, {
      hint: 'Delete those first. Nothing was changed.',
    });
  }
  const going = `${directory.slice(0, directory.lastIndexOf('/'))}/.partial-${task.tag}`;
  task.report({ note: 'deleting' });
  await task.step('delete the backup', {
    do: async () => {
      const options = { signal: task.signal, timeoutMs: LIMIT };
      await runScript(client.reach, [script, directory, going], options);
      return null;
    },
    look: async (signal) => {
      const left = await exists(client.reach, directory, signal);
      return left || (await exists(client.reach, going, signal))
        ? { found: 'not-done' }
        : { found: 'done', result: null };
    },
  });
  return done;
}
