import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../lab/run.ts';

export interface Recorded {
  readonly directory: string;
  readonly signal: AbortSignal;
  /** Does once unrecorded, then once recorded, what asks libvirt. */
  ask(): Promise<unknown>;
}

/**
 * The lines that reach `virsh` while something is asked, as they are sent: a `virsh` that writes down its
 * input stands first in the search path meanwhile. Without the `echo`s, which only mark ends.
 */
export async function recordLines({
  directory,
  signal,
  ask,
}: Recorded): Promise<readonly string[]> {
  const heard = join(directory, 'heard');
  const before = process.env['PATH'] ?? '';
  await installSpy(directory, { heard, signal });
  process.env['PATH'] = `${directory}/bin:${before}`;
  try {
    await ask();
    const { length } = await readFile(heard, 'utf8');
    await ask();
    const lines = (await readFile(heard, 'utf8')).slice(length).split('\n');
    return lines.filter((line) => line !== '' && !line.startsWith('echo '));
  } finally {
    process.env['PATH'] = before;
  }
}

async function installSpy(
  directory: string,
  { heard, signal }: { readonly heard: string; readonly signal: AbortSignal },
): Promise<void> {
  const real = (await run('sh', ['-c', 'command -v virsh'], { signal })).trim();
  await mkdir(join(directory, 'bin'));
  const script = `#!/bin/sh\ntee -a '${heard}' | '${real}' "$@"\n`;
  await writeFile(join(directory, 'bin', 'virsh'), script, { mode: 0o755 });
}
