import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type ProxmoxDouble, startProxmox } from '../../doubles/proxmox/index.ts';

/** A double of a cluster, and the configuration with which the program reaches it. */
export interface Cluster {
  readonly double: ProxmoxDouble;
  /** As it stands in a configuration file under `sites`. */
  readonly sites: string;
  readonly config: string;
  close(): Promise<void>;
}

/** Its token's secret lies in a file, as a real one would. */
export async function openCluster(): Promise<Cluster> {
  const double = await startProxmox();
  const directory = await mkdtemp(join(tmpdir(), 'nakhoda-proxmox-'));
  const secret = join(directory, 'token');
  await writeFile(secret, double.tokens.ops.secret);
  const site = {
    name: 'pve',
    kind: 'proxmox',
    urls: [...double.urls],
    token: { id: double.tokens.ops.id, secret: { file: secret } },
    fingerprints: [double.fingerprint],
    storage: 'local-lvm',
  };
  const sites = stringify({ sites: [site] }).trimEnd();
  const config = join(directory, 'nakhoda.yaml');
  await writeFile(config, `${sites}\ndata: data\n`);
  // The embedded server's own user must be able to reach its data.
  await chmod(directory, 0o755);
  return {
    double,
    sites,
    config,
    async close() {
      await double.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
