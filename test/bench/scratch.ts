import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A directory of the bench's own, gone when its user is done, whatever happened. */
export async function* inScratch<T>(
  use: (directory: string) => AsyncIterable<T>,
): AsyncGenerator<T> {
  const directory = await mkdtemp(join(tmpdir(), 'nakhoda-bench-'));
  // PostgreSQL's own user passes through.
  await chmod(directory, 0o711);
  try {
    yield* use(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
