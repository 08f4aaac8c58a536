import { BotError, gaveNoAnswer } from '../../../../src/errors.ts';
import { runScript } from '../../../../src/host/script.ts';
import type { Verdict } from '../../../../src/hypervisor/backups.ts';
import { onlyStopsFollowing, type TaskControl } from '../../../../src/operation.ts';
import { undone } from '../../../../src/undone.ts';
import type { Client } from '../client.ts';
import { discard, partialOf, prepareDirectory } from './directory.ts';
import { faults } from './list.ts';
import { applianceOf, type StoredBackup } from './manifest.ts';
import { flaws, listOf, readAppliance } from './reading.ts';

/** Arguments: directory, the verdict. */
const writeScript = `
umask 077
cd "$1" && printf '%s\\n' "$2" >verified.json.new && mv -- verified.json.new verified.json
`;

export interface Verifying {
  readonly stored: StoredBackup;
  readonly task: TaskControl;
}

/** Reads all of it, then lets VirtualBox try to import it. The work has a directory of its own beside it. */
export async function verifyBackup(client: Client, verifying: Verifying): Promise<Verdict> {
  const { stored, task } = verifying;
  const { reach } = client;
  const { directory } = stored;
  const work = partialOf({ directory: directory.slice(0, directory.lastIndexOf('/')) }, task);
  try {
    await task.step('make a place for the work', {
      do: () => prepareDirectory(reach, work, task.signal),
    });
    const verdict = await judge(client, { ...verifying, work });
    await task.step('write the verdict', {
      do: async () => {
        const text = JSON.stringify({ at: Date.now(), verdict });
        await runScript(reach, [writeScript, directory, text], { signal: task.signal });
        return null;
      },
    });
    return verdict;
  } catch (error) {
    throw undone(error, undefined);
  } finally {
    await clear(client, { task, work });
  }
}

async function clear(
  { reach, log }: Client,
  { task, work }: { readonly task: TaskControl; readonly work: string },
): Promise<void> {
  if (onlyStopsFollowing(task.signal.reason)) return;
  await discard(reach, work).catch((error: unknown) =>
    log.warn({ error: String(error), work }, 'the place of a verification stays'),
  );
}

async function judge(
  client: Client,
  { stored, task, work }: Verifying & { readonly work: string },
): Promise<Verdict> {
  const { directory, manifest } = stored;
  const { file, bytes, sums } = manifest;
  const job = { directory: work, name: 'read-it' };
  const options = { job, task, bytes, part: [0, 0.95] as const };
  const reading = await readAppliance(client.reach, { directory, file }, options);
  const ownSums = reading?.members.get(listOf(file));
  const wrong = [
    ...(reading ? faults(manifest, reading.bytes) : []),
    ...flaws(file, reading),
    ...(ownSums === undefined || ownSums === sums
      ? []
      : ['its list of checksums is not what was written']),
  ];
  if (wrong.length === 0) wrong.push(...(await dryRun(client, stored, task)));
  if (wrong.length > 0) return { whole: false, says: [...new Set(wrong)].join('; ') };
  const count = reading?.list.size ?? 0;
  return {
    whole: true,
    says: `all ${count} files in it are as they were written, and VirtualBox can import it`,
  };
}

/** Milliseconds: it reads what is at the beginning. */
const DRY_RUN = 60_000;

async function dryRun(
  client: Client,
  stored: StoredBackup,
  task: TaskControl,
): Promise<readonly string[]> {
  task.report({ fraction: 0.95, note: 'asking VirtualBox whether it can import it' });
  const words = ['import', applianceOf(stored), '--dry-run'];
  try {
    await client.ask(words, { signal: task.signal, timeoutMs: DRY_RUN });
    return [];
  } catch (error) {
    if (gaveNoAnswer(error) || !(error instanceof BotError)) throw error;
    return [`VirtualBox cannot import it: ${error.message}`];
  }
}
