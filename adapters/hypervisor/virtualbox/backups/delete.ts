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

/** Milliseconds: a large file takes an old file system its time. */
const LIMIT = 300_000;

export async function deleteBackup(
  { reach }: Client,
  { directory, task }: { readonly directory: string; readonly task: TaskControl },
): Promise<Outcome> {
  const going = `${directory.slice(0, directory.lastIndexOf('/'))}/.partial-${task.tag}`;
  task.report({ note: 'deleting' });
  await task.step('delete the backup', {
    do: async () => {
      await runScript(reach, [script, directory, going], { signal: task.signal, timeoutMs: LIMIT });
      return null;
    },
    look: async (signal) => {
      const left = await exists(reach, directory, signal);
      return left || (await exists(reach, going, signal))
        ? { found: 'not-done' }
        : { found: 'done', result: null };
    },
  });
  return done;
}
