import { follow, type Job, launchStep } from '../../../../src/host/job.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import type { Reach } from '../reach.ts';
import type { BackupDisk } from './manifest.ts';
import { progressOf } from './progress.ts';

/** Arguments: directory, then format, path and file of each disk. qemu-img refuses a disk that a machine writes. */
const copyScript = `
cd "$1" || exit 1
shift; number=0
while [ $# -gt 2 ]; do
  echo "item $number"; number=$((number + 1))
  qemu-img convert -p -O qcow2 -f "$1" "$2" "$3" || { rm -f -- *.qcow2; exit 1; }
  shift 3
done
`;

/** Copies the disks of a machine that is off. */
export async function copyDisks(
  reach: Reach,
  {
    directory,
    disks,
    task,
  }: { directory: string; disks: readonly BackupDisk[]; task: TaskControl },
): Promise<void> {
  const job: Job = { directory, name: 'copy' };
  const words = disks.flatMap(({ format, path = '', file }) => [format, path, file]);
  await launchStep(reach, { job, task, script: [copyScript, directory, ...words] });
  const items = disks.map(({ target, virtualBytes }) => ({ name: target, bytes: virtualBytes }));
  await follow(reach, {
    job,
    task,
    seen: (state) => task.report(progressOf({ doing: 'copying', items, part: [0, 0.8] }, state)),
  });
}
