import { BotError } from '../../../../src/errors.ts';
import { follow, launchStep } from '../../../../src/host/job.ts';
import { runScript } from '../../../../src/host/script.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import type { Client } from '../client.ts';
import { readSums } from './checksums.ts';
import { discard, partialOf } from './directory.ts';
import type { BackupDisk, StoredBackup } from './manifest.ts';
import { progressOf } from './progress.ts';
import { differences } from './verify.ts';

export interface RestoredDisk {
  readonly target: string;
  readonly disk: BackupDisk;
  readonly format: string;
  readonly path: string;
}

/** Arguments: the backup, then file, format and new path of each disk. A path that exists is somebody else's. */
const bringScript = `
cd "$1" || exit 1
shift; number=0 made=
while [ $# -gt 2 ]; do
  echo "item $number"; number=$((number + 1))
  [ ! -e "$3" ] || { echo "$3 is there already" >&2; exit 1; }
  qemu-img convert -p -f qcow2 -O "$2" "$1" "$3" || { rm -f -- "$3"; exit 1; }
  sync -- "$3" 2>/dev/null || sync
  shift 3
done
`;

interface Bringing {
  readonly stored: StoredBackup;
  readonly disks: readonly RestoredDisk[];
  readonly task: TaskControl;
}

/** Reads the backup to its end before anything of it is used, then copies its disks to new files. */
export async function bringDisks(client: Client, { stored, disks, task }: Bringing): Promise<void> {
  const { reach } = client;
  const work = workOf(disks, task);
  await task.step('make a place for the work', {
    do: async () => {
      const make = 'umask 077; mkdir -p -- "$1"';
      await runScript(reach, [make, work], { signal: task.signal });
      return null;
    },
  });
  const sums = await readSums(reach, {
    job: { directory: work, name: 'read-the-backup' },
    task,
    files: stored.manifest.files,
    of: stored.directory,
    doing: 'reading',
    part: [0, 0.3],
  });
  refuseCorrupt(differences(stored.manifest, sums));
  const job = { directory: work, name: 'copy-the-disks' };
  const words = disks.flatMap(({ disk, format, path }) => [disk.file, format, path]);
  await launchStep(reach, { job, task, script: [bringScript, stored.directory, ...words] });
  const items = disks.map(({ target, disk }) => ({ name: target, bytes: disk.virtualBytes }));
  await follow(reach, {
    job,
    task,
    seen: (state) => task.report(progressOf({ doing: 'copying', items, part: [0.3, 1] }, state)),
  });
}

function refuseCorrupt(wrong: readonly string[]): void {
  if (wrong.length === 0) return;
  throw new BotError('failed', `this backup is not whole: ${wrong.join('; ')}`, {
    hint: 'Nothing was changed. Take another one: `backup list`.',
  });
}

/** Beside the first new disk, where there must be room anyway: the backups' own disk may be full. */
function workOf(disks: readonly RestoredDisk[], task: TaskControl): string {
  const path = disks[0]?.path ?? '';
  return partialOf({ directory: path.slice(0, path.lastIndexOf('/')) }, task);
}

/** Takes the work away, after a failure with what it made. */
export async function removeWork(
  client: Client,
  disks: readonly RestoredDisk[],
  task: TaskControl,
): Promise<void> {
  const work = workOf(disks, task);
  await discard(client.reach, work).catch((error: unknown) =>
    client.log.warn({ error: String(error), work }, 'the place of a restore stays'),
  );
}

export async function removeDisks(
  client: Client,
  disks: readonly RestoredDisk[],
  task: TaskControl,
): Promise<void> {
  await removeWork(client, disks, task);
  const paths = disks.map(({ path }) => path);
  const options = { signal: AbortSignal.timeout(60_000), timeoutMs: 60_000 };
  await runScript(client.reach, ['rm -f -- "$@"', ...paths], options).catch((error: unknown) =>
    client.log.warn({ error: String(error), paths }, 'disks of a restore stay'),
  );
}
