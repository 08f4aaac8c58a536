import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { history } from '../adapters/hypervisor/demo/history.ts';
import { type TemporaryDatabase, temporaryDatabase } from '../store/database.ts';

/** A demo site and a database that several bots share, one after another or at once. */
export interface SharedSite extends AsyncDisposable {
  readonly url: string;
  readonly config: string;
  /** How often the hypervisor accepted this call, whoever made it. */
  accepted(call: string): number;
}

export async function sharedSite({ speed = 0.02 } = {}): Promise<SharedSite> {
  const directory = await mkdtemp(join(tmpdir(), 'nakhoda-faults-'));
  const config = join(directory, 'nakhoda.yaml');
  const database: TemporaryDatabase = await temporaryDatabase();
  await writeFile(
    config,
    `sites:\n  - { name: campus, kind: demo, speed: ${speed}, failures: false }\ndata: .\n`,
  );
  return {
    url: database.url,
    config,
    accepted: (call) =>
      history(directory, 'campus').filter((one) => one.call === call && one.accepted).length,
    async [Symbol.asyncDispose]() {
      await database.dispose();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
