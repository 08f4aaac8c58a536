import { z } from 'zod';
import { someAtOnce } from '../../../src/flow/some-at-once.ts';
import type { Host } from '../../../src/hypervisor.ts';
import { knownOrNot } from '../../../src/operations/now.ts';
import type { Client } from './client/client.ts';
import { path } from './client/client.ts';
import { isNode, type Resource, type Resources } from './resources.ts';
import { figure, measured, word } from './row.ts';

/** Milliseconds for one node: one that hangs does not hold up the others. */
const DEADLINE_MS = 3_000;

/** Bytes. */
const Amount = z.object({ total: figure, used: figure }).optional().catch(undefined);

/** Load averages come as text. */
const Status = z.object({
  loadavg: z
    .tuple([z.coerce.number(), z.coerce.number(), z.coerce.number()])
    .optional()
    .catch(undefined),
  pveversion: word,
  uptime: figure,
  cpu: figure,
  wait: figure,
  cpuinfo: z.object({ cpus: figure }).optional().catch(undefined),
  memory: Amount,
  swap: Amount,
  rootfs: Amount,
  ksm: z.object({ shared: figure }).optional().catch(undefined),
});
export type Status = z.infer<typeof Status>;

const Members = z.array(z.object({ type: word, name: word, ip: word }));

export interface HostParts {
  readonly site: string;
  readonly client: Pick<Client, 'get'>;
  readonly resources: Pick<Resources, 'read'>;
}

/** Every node: what the list has of it, and what it says itself where it answers and we may ask. */
export function createHosts({ site, client, resources }: HostParts) {
  const nodesOf = async (signal: AbortSignal): Promise<readonly Host[]> => {
    const nodes = (await resources.read(signal)).filter(isNode);
    return someAtOnce(nodes, async (node) => {
      const where = path`/nodes/${node.node}/status`;
      const options = { schema: Status, signal, deadlineMs: DEADLINE_MS };
      const status =
        node.status === 'offline' ? undefined : await knownOrNot(() => client.get(where, options));
      return hostOf(node, { site, status });
    });
  };
  return async (signal: AbortSignal): Promise<readonly Host[]> => {
    const [hosts, addresses] = await Promise.all([nodesOf(signal), addressesOf(client, signal)]);
    return hosts.map((host) => ({ ...host, addresses: addresses.get(host.name) }));
  };
}

/** Where each node is reached by the others; asks for `Sys.Audit` on all of the cluster. */
export async function addressesOf(client: Pick<Client, 'get'>, signal: AbortSignal) {
  const options = { schema: Members, signal, deadlineMs: DEADLINE_MS };
  const members = await knownOrNot(() => client.get('/cluster/status', options));
  return new Map(
    (members ?? []).flatMap(({ type, name, ip }) =>
      type === 'node' && name !== undefined && ip !== undefined ? [[name, [ip]] as const] : [],
    ),
  );
}

interface Told {
  readonly site: string;
  readonly status: Status | undefined;
}

/** A node that is offline has a name and no figures: those of before say nothing of now. */
function hostOf(row: Resource & { readonly node: string }, { site, status }: Told): Host {
  const name = row.node;
  if (row.status === 'offline') return { site, name, problem: 'is offline' };
  const uptime = measured(status?.uptime ?? row.uptime);
  return {
    site,
    name,
    version: status?.pveversion === undefined ? undefined : versionOf(status.pveversion),
    cpus: measured(row.maxcpu ?? status?.cpuinfo?.cpus),
    cpuFraction: row.cpu ?? status?.cpu,
    memoryBytes: measured(status?.memory?.total ?? row.maxmem),
    memoryUsedBytes: measured(status?.memory?.used ?? row.mem),
    swapBytes: status?.swap?.total,
    swapUsedBytes: status?.swap?.used,
    rootBytes: measured(status?.rootfs?.total ?? row.maxdisk),
    rootUsedBytes: measured(status?.rootfs?.used ?? row.disk),
    sharedMemoryBytes: status?.ksm?.shared,
    ioWaitFraction: status?.wait,
    load: status?.loadavg,
    uptimeMs: uptime === undefined ? undefined : uptime * 1_000,
  };
}

/** `Proxmox VE 9.2.11` of `pve-manager/9.2.11/14a22df3`. */
function versionOf(text: string): string {
  return `Proxmox VE ${text.split('/')[1] ?? text}`;
}
