import { BotError } from '../../../../src/errors.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import type { Client } from '../client.ts';
import { parseDomain } from '../storage/domain-disks.ts';
import { uuidWord } from '../words.ts';

/** Milliseconds for clearing up, which a cancelled task does too. */
const CLEAN_LIMIT = 30_000;

interface Leftovers {
  readonly files: readonly string[];
  isMade(signal: AbortSignal): Promise<boolean>;
}

/**
 * After an external snapshot that was not made: libvirt takes its own files back where it refuses, and cannot where
 * it was killed. A file that the machine stands on stays, and where that cannot be asked, all of them.
 */
export async function removeLeftovers(
  client: Client,
  machine: Machine,
  { files, isMade }: Leftovers,
): Promise<void> {
  if (files.length === 0 || !client.reach.hasShell) return;
  const signal = AbortSignal.timeout(CLEAN_LIMIT);
  try {
    if (await isMade(signal)) return;
    const used = await usedFiles(client, machine, signal);
    await removeFiles(
      client,
      files.filter((file) => !used.has(file)),
      signal,
    );
  } catch (error) {
    client.log.warn({ err: error, files }, 'what is left of a snapshot could not be removed');
  }
}

async function usedFiles(
  client: Client,
  machine: Machine,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const id = uuidWord(machine.id);
  const asked = { signal, name: machine.name };
  const [now = ''] = await client.query([`dumpxml ${id}`], asked);
  const [stored] = await client.answers([`dumpxml ${id} --inactive`], asked);
  const disks = [now, stored?.out ?? ''].flatMap((xml) => parseDomain(xml).disks);
  return new Set(disks.flatMap(({ path, backing }) => [...(path ? [path] : []), ...backing]));
}

/** Gives the words for a memory file that stays. libvirt leaves it behind when its snapshot is deleted. */
export async function removeMemoryFile(
  client: Client,
  { name, file, task }: { name: string; file: string; task: TaskControl },
): Promise<readonly string[]> {
  if (!client.reach.hasShell) {
    return [`the file with the memory of ${name} stays, as there is no shell on its host: ${file}`];
  }
  try {
    await task.step(`remove the memory of ${name}`, {
      async do() {
        await removeFiles(client, [file], AbortSignal.timeout(CLEAN_LIMIT));
        return null;
      },
    });
    return [];
  } catch (error) {
    if (!(error instanceof BotError) || error.code !== 'failed') throw error;
    return [`the file with the memory of ${name} stays: ${error.message}`];
  }
}

/** To remove a file twice is to remove it. */
async function removeFiles(
  { reach }: Client,
  files: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  if (files.length === 0) return;
  const options = { signal, timeoutMs: CLEAN_LIMIT };
  const { exitCode, stderr } = await reach.run(['rm', '-f', '--', ...files], options);
  if (exitCode !== 0) throw new BotError('failed', stderr.trim() || 'rm failed');
}
