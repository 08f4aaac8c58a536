import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface DemoHome {
  readonly config: string;
  dispose(): Promise<void>;
}

/** A configuration with one quick demo site that never fails, and a data directory of its own. */
export async function demoHome({ speed = 0.05 } = {}): Promise<DemoHome> {
  const directory = await mkdtemp(join(tmpdir(), 'nakhoda-program-'));
  const config = join(directory, 'nakhoda.yaml');
  await writeFile(
    config,
    `sites:\n  - { name: campus, kind: demo, speed: ${speed}, failures: false }\ndata: data\n`,
  );
  // The embedded server's own user must be able to reach its data.
  await chmod(directory, 0o755);
  return { config, dispose: () => rm(directory, { recursive: true, force: true }) };
}
