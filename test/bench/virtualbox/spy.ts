import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A program that stands before VBoxManage and writes down with what words it is called, and beside how many others. */
export interface Spy {
  readonly program: string;
  /** The argv of each call since the last time this was asked, in the order of their beginnings. */
  calls(): Promise<readonly (readonly string[])[]>;
  /** How many ran at the same time, at most, since the spy was made. */
  most(): Promise<number>;
}

const BEGIN = '\u0001';
const WORD = '\u0002';

export async function openSpy(directory: string, program: string): Promise<Spy> {
  const heard = join(directory, 'heard');
  const beside = join(directory, 'beside');
  const running = join(directory, 'running');
  const spy = join(directory, 'spying-VBoxManage');
  // What was killed leaves its mark, but no process. A line of one write() is appended whole.
  const script = `#!/bin/sh
: >'${running}'/$$
printf '\\001%s' "$(printf '%s\\002' "$@")" >>'${heard}'
count=0
for mark in '${running}'/*; do
  if [ -d "/proc/\${mark##*/}" ]; then count=$((count + 1)); fi
done
echo "$count" >>'${beside}'
'${program}' "$@"
code=$?
rm -f '${running}'/$$
exit $code
`;
  await mkdir(running, { recursive: true });
  await writeFile(heard, '');
  await writeFile(beside, '');
  await writeFile(spy, script, { mode: 0o755 });
  let seen = 0;
  return {
    program: spy,
    async calls() {
      const text = await readFile(heard, 'utf8');
      const fresh = text.slice(seen);
      seen = text.length;
      const begun = fresh.split(BEGIN).slice(1);
      return begun.map((one) => one.split(WORD).slice(0, -1));
    },
    async most() {
      const counts = (await readFile(beside, 'utf8')).trim().split('\n');
      return Math.max(...counts.map(Number));
    },
  };
}
