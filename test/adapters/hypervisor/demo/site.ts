import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Config } from '../../../../adapters/hypervisor/demo/config.ts';
import { createSite } from '../../../../adapters/hypervisor/demo/site.ts';
import type { Hypervisor } from '../../../../src/hypervisor.ts';
import { silent } from '../../../../src/log.ts';

export interface DemoSite {
  readonly hypervisor: Hypervisor;
  readonly directory: string;
  /** The same site as another process would open it. */
  again(settings?: object): Hypervisor;
  close(): Promise<void>;
}

/** A demo site in a directory of its own, a hundred times as fast as life and without failures. */
export async function openDemo(settings: object = {}): Promise<DemoSite> {
  const directory = await mkdtemp(join(tmpdir(), 'nakhoda-demo-'));
  const again = (other: object = settings) =>
    createSite(Config.parse({ speed: 0.01, failures: false, ...other }), {
      name: 'campus',
      dataDirectory: directory,
      log: silent,
    });
  const hypervisor = again();
  return {
    hypervisor,
    directory,
    again,
    async close() {
      await hypervisor.close?.();
      await rm(directory, { recursive: true });
    },
  };
}
