import { follow, launchStep } from '../../../../src/host/job.ts';
import { runScript } from '../../../../src/host/script.ts';
import type { Verdict } from '../../../../src/hypervisor/backups.ts';
import { onlyStopsFollowing, type TaskControl } from '../../../../src/operation.ts';
import type { Client } from '../client.ts';
import { readSums } from './checksums.ts';
import { discard, partialOf } from './directory.ts';
import type { Manifest, StoredBackup, StoredFile } from './manifest.ts';
import { progressOf } from './progress.ts';
import { asStopped } from './stopped.ts';

/** Arguments: directory, then disk images in it. See qemu-img(1): `check` ends with 0 for a sound one, 3 where it only takes more room. */
const checkScript = `
cd "$1" || exit 1
shift; number=0
for file; do
  echo "item $number"; number=$((number + 1))
  qemu-img check -q -f qcow2 "$file" >&2
  case $? in 0 | 3) echo sound ;; *) echo broken ;; esac
done
exit 0
`;

/** Arguments: directory, the verdict. */
const writeScript = `
umask 077
cd "$1" && printf '%s\\n' "$2" >verified.json.new && mv -- verified.json.new verified.json
`;

/** Reads all of it. The jobs have a directory of their own beside it, so that a verification changes no file. */
export async function verifyBackup(
  client: Client,
  { stored, task }: { stored: StoredBackup; task: TaskControl },
): Promise<Verdict> {
  const { directory, manifest } = stored;
  const work = partialOf({ directory: directory.slice(0, directory.lastIndexOf('/')) }, task);
  const { reach } = client;
  try {
    await task.step('make a place for the work', {
      do: async () => {
        const options = { signal: task.signal };
        await runScript(reach, ['umask 077; mkdir -p -- "$1"', work], options);
        return null;
      },
    });
    const sums = await readSums(reach, {
      job: { directory: work, name: 'read-its-files' },
      task,
      files: manifest.files,
      of: directory,
      doing: 'reading',
      part: [0, 0.9],
    });
    const wrong = differences(manifest, sums);
    const broken = wrong.length > 0 ? [] : await check(client, { stored, task, work });
    const verdict = verdictOf(manifest, [...wrong, ...broken]);
    const text = JSON.stringify({ at: Date.now(), verdict });
    await task.step('write the verdict', {
      do: async () => {
        await runScript(reach, [writeScript, directory, text], { signal: task.signal });
        return null;
      },
    });
    return verdict;
  } catch (error) {
    throw asStopped(error, task.signal);
  } finally {
    await discardUnlessLeft(client, { task, work });
  }
}

async function discardUnlessLeft(
  client: Client,
  { task, work }: { task: TaskControl; work: string },
): Promise<void> {
  if (onlyStopsFollowing(task.signal.reason)) return;
  await discard(client.reach, work).catch((error: unknown) =>
    client.log.warn({ error: String(error), work }, 'the place of a verification stays'),
  );
}

/** How what is there differs from what was written then, a sentence a file. */
export function differences(
  { files }: Pick<Manifest, 'files'>,
  sums: readonly (StoredFile | undefined)[],
): string[] {
  return files.flatMap((file, at) => {
    const found = sums[at];
    if (found === undefined) return [`${file.name} is missing or cannot be read`];
    if (found.bytes < file.bytes)
      return [`${file.name} is cut short: ${found.bytes} of ${file.bytes} bytes`];
    if (found.bytes > file.bytes) return [`${file.name} is longer than it was`];
    return found.sha256 === file.sha256
      ? []
      : [`${file.name} is corrupt: it is not what was written`];
  });
}

async function check(
  { reach }: Client,
  { stored, task, work }: { stored: StoredBackup; task: TaskControl; work: string },
): Promise<string[]> {
  const { disks } = stored.manifest;
  const job = { directory: work, name: 'check-its-disks' };
  const names = disks.map(({ file }) => file);
  await launchStep(reach, { job, task, script: [checkScript, stored.directory, ...names] });
  const items = disks.map(({ file, virtualBytes }) => ({ name: file, bytes: virtualBytes }));
  const seen = (state: Parameters<typeof progressOf>[1]) =>
    task.report(progressOf({ doing: 'checking', items, part: [0.9, 1] }, state));
  const out = await follow(reach, { job, task, seen });
  const said = out.split('\n').filter((line) => line === 'sound' || line === 'broken');
  return names.flatMap((name, at) =>
    said[at] === 'sound' ? [] : [`${name} is no sound disk image (qemu-img check)`],
  );
}

function verdictOf({ files }: Manifest, wrong: readonly string[]): Verdict {
  if (wrong.length > 0) return { whole: false, says: wrong.join('; ') };
  return { whole: true, says: `all ${files.length} files are as they were written` };
}
