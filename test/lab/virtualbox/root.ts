import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { prepared } from '../prepared.ts';
import { run } from '../run.ts';

const script = join(import.meta.dirname, 'build-root.sh');
const launcher = join(import.meta.dirname, 'VBoxHeadless.py');

/** A root with a real VirtualBox in it, from the cache or made now; labs only read it. */
export async function preparedRoot(
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<string> {
  const parts = await Promise.all([script, launcher].map((path) => readFile(path, 'utf8')));
  const key = createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16);
  const directory = await prepared(`virtualbox-${key}`, async (building) => {
    say('building the root with VirtualBox (once, a minute or two)');
    // Whatever the build mounts is gone with it, also when it is killed.
    const words = ['--mount', '--propagation', 'private', script, building];
    await run('unshare', words, { signal, timeoutMs: 600_000 });
  });
  return join(directory, 'root');
}
