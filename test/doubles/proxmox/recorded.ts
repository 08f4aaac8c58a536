import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Seed } from './world/seed.ts';

/** One request to a real node, and its answer. */
const Exchange = z.object({
  name: z.string(),
  method: z.string(),
  path: z.string(),
  params: z.record(z.string(), z.unknown()).nullable(),
  as: z.enum(['root', 'ops', 'sep']).nullable(),
  status: z.number(),
  reason: z.string(),
  connection: z.string(),
  body: z.union([z.string(), z.record(z.string(), z.unknown())]),
  task: z.object({ upid: z.string(), exitstatus: z.string() }).optional(),
});
export type Exchange = z.infer<typeof Exchange>;

const file = new URL('../../recorded/proxmox/exchanges.jsonl', import.meta.url);

/** All that were recorded, but for the certificate, which is no exchange. */
export function readExchanges(): readonly Exchange[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('{"name":"tls_certificate"'))
    .map((line) => Exchange.parse(JSON.parse(line)));
}

/** The node they were recorded on. */
export const recordedNode: Seed = {
  nodes: [{ name: 'pve1', cores: 2, memory: 25_276_514_304, bridges: ['vmbr0'] }],
  storages: [
    {
      id: 'local',
      type: 'dir',
      content: ['snippets', 'vztmpl', 'images', 'iso', 'backup', 'rootdir'],
    },
  ],
  pools: [{ id: 'prod', comment: 'production' }],
  guests: [
    {
      vmid: 100,
      name: 'web01',
      node: 'pve1',
      state: 'running',
      memory: 256,
      size: '1G',
      tags: 'prod;web',
      pool: 'prod',
      agent: 'alive',
      config: {
        kvm: 0,
        vga: 'serial0',
        serial0: 'socket',
        description: 'Front web server',
        sockets: undefined,
      },
    },
    {
      vmid: 101,
      name: 'db01',
      node: 'pve1',
      memory: 192,
      size: '3G',
      tags: 'db;staging',
      config: { kvm: 0, serial0: 'socket', sockets: undefined },
    },
    {
      vmid: 200,
      kind: 'lxc',
      name: 'ct-dns',
      node: 'pve1',
      state: 'running',
      memory: 96,
      tags: 'ct;dns',
      config: { unprivileged: undefined, ostype: 'unmanaged' },
    },
    { vmid: 202, kind: 'lxc', name: 'ct-copy', node: 'pve1', memory: 96, tags: 'ct;dns' },
  ],
};
