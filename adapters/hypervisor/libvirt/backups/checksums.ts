import { follow, type Job, launchStep } from '../../../../src/host/job.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import type { Reach } from '../reach.ts';
import type { StoredFile } from './manifest.ts';
import { type Course, progressOf, type Sized } from './progress.ts';

/** Arguments: directory, then files in it. One that is missing or cannot be read has no sum. */
const sumScript = `
cd "$1" || exit 1
shift; number=0
for file; do
  echo "item $number"; number=$((number + 1))
  [ -f "$file" ] || continue
  sync -- "$file" 2>/dev/null || sync
  stat -c 'bytes %s' -- "$file"
  sha256sum <"$file" &
  echo "pid $!"
  wait "$!" || echo unreadable
done
exit 0
`;

/** What is really in each file; absent for one that is not there or cannot be read to its end. */
export async function readSums(
  reach: Reach,
  options: {
    readonly job: Job;
    readonly task: TaskControl;
    readonly files: readonly Sized[];
    /** Where the files are; the job's own directory when absent. */
    readonly of?: string | undefined;
    readonly doing: string;
    readonly part: Course['part'];
  },
): Promise<readonly (StoredFile | undefined)[]> {
  const { job, task, files, doing, part, of = job.directory } = options;
  const names = files.map(({ name }) => name);
  await launchStep(reach, { job, task, script: [sumScript, of, ...names] });
  const seen = (state: Parameters<typeof progressOf>[1]) =>
    task.report(progressOf({ doing, items: files, part }, state));
  return parseSums(await follow(reach, { job, task, seen }), names);
}

export function parseSums(
  out: string,
  names: readonly string[],
): readonly (StoredFile | undefined)[] {
  const parts = new Map(
    out
      .split(/^item (?=\d+$)/m)
      .slice(1)
      .map((part) => [Number.parseInt(part, 10), part] as const),
  );
  return names.map((name, number) => {
    const part = parts.get(number) ?? '';
    const bytes = /^bytes (\d+)$/m.exec(part)?.[1];
    const sha256 = /^([0-9a-f]{64}) /m.exec(part)?.[1];
    if (bytes === undefined || sha256 === undefined || /^unreadable$/m.test(part)) return undefined;
    return { name, bytes: Number(bytes), sha256 };
  });
}
