import { bytesOf } from '../../../../src/format.ts';
import { follow, type Job, launchStep } from '../../../../src/host/job.ts';
import type { ScriptHost } from '../../../../src/host/script.ts';
import type { TaskControl } from '../../../../src/operation.ts';

/**
 * Arguments: an appliance, the name of the list of checksums in it. A line for each file in it with its name in base64;
 * see `--to-command` of tar(1).
 */
const script = `
[ -f "$1" ] || exit 0
sync -- "$1" 2>/dev/null || sync
stat -c 'bytes %s' -- "$1"
tar -x --to-command='echo "member $(printf %s "$TAR_FILENAME" | base64 | tr -d "\\n") $(sha256sum)"' <"$1" &
echo "pid $!"
wait "$!" || echo unreadable
echo "list $(tar -xOf "$1" -- "$2" 2>/dev/null | base64 | tr -d '\\n')"
`;

/** What is really in an appliance. */
export interface Reading {
  readonly bytes: number;
  /** Name and SHA-256 of each file in it. */
  readonly members: ReadonlyMap<string, string>;
  /** Its own list of what those must be. */
  readonly list: ReadonlyMap<string, string>;
  /** False where it ends before it should. */
  readonly readable: boolean;
}

export interface Appliance {
  readonly directory: string;
  readonly file: string;
}

export interface ReadOptions {
  readonly job: Job;
  readonly task: TaskControl;
  readonly bytes: number | undefined;
  /** Which part of the whole task this is, as fractions. */
  readonly part: readonly [number, number];
}

/** Absent where the file is not there. */
export async function readAppliance(
  host: ScriptHost,
  { directory, file }: Appliance,
  { job, task, bytes, part: [from, to] }: ReadOptions,
): Promise<Reading | undefined> {
  const words = [`${directory}/${file}`, listOf(file)];
  await launchStep(host, { job, task, script: [script, ...words] });
  const out = await follow(host, {
    job,
    task,
    seen: ({ out: said, position = 0 }) => {
      const whole = bytes ?? Number(/^bytes (\d+)$/m.exec(said)?.[1] ?? 0);
      const fraction = from + (to - from) * Math.min(1, position / Math.max(1, whole));
      task.report({ fraction, note: `reading it: ${bytesOf(position, whole)}` });
    },
  });
  return parseReading(out);
}

/** VirtualBox calls it like the appliance: https://www.virtualbox.org/manual/topics/vboxmanage.html#vboxmanage-export */
export function listOf(file: string): string {
  return file.replace(/\.ova$/, '.mf');
}

export function parseReading(out: string): Reading | undefined {
  const bytes = /^bytes (\d+)$/m.exec(out)?.[1];
  if (bytes === undefined) return undefined;
  const members = [...out.matchAll(/^member ([\w+/=]*) ([0-9a-f]{64}) /gm)];
  const list = textOf(/^list ([\w+/=]*)$/m.exec(out)?.[1] ?? '');
  const sums = [...list.matchAll(/^SHA256 ?\((.+)\) ?= ?([0-9a-f]{64})\s*$/gm)];
  return {
    bytes: Number(bytes),
    members: new Map(members.map(([, name = '', sum = '']) => [textOf(name), sum])),
    list: new Map(sums.map(([, name = '', sum = '']) => [name, sum])),
    readable: !/^unreadable$/m.test(out),
  };
}

function textOf(base64: string): string {
  return Buffer.from(base64, 'base64').toString();
}

/** What is wrong with it by its own list, a sentence each; none where it is whole. */
export function flaws(file: string, reading: Reading | undefined): readonly string[] {
  if (reading === undefined) return [`${file} is missing or cannot be read`];
  const { members, list, readable } = reading;
  const own = listOf(file);
  if (!readable) return [`${file} is cut short, or is no archive`];
  if (list.size === 0 || !members.has(own)) return [`${file} has no list of its checksums`];
  const missing = [...list.keys()].filter((name) => !members.has(name));
  const foreign = [...members.keys()].filter((name) => name !== own && !list.has(name));
  const corrupt = [...list].filter(([name, sum]) => members.has(name) && members.get(name) !== sum);
  return [
    ...missing.map((name) => `${name} is missing in it`),
    ...foreign.map((name) => `${name} in it is on no list of its checksums`),
    ...corrupt.map(([name]) => `${name} in it is corrupt: it is not what was written`),
  ];
}
