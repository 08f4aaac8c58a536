import { z } from 'zod';
import { path } from '../client/client.ts';
import type { Parts } from '../parts.ts';
import { bit, figure, word } from '../row.ts';

/** What a node tells of an interface: https://pve.proxmox.com/pve-docs/api-viewer/#/nodes/{node}/network */
const Interfaces = z.array(
  z.object({
    iface: z.string(),
    type: z.string(),
    active: bit,
    cidr: word,
    cidr6: word,
    mtu: figure,
    bridge_ports: word,
    ovs_ports: word,
    slaves: word,
    bridge_vlan_aware: bit,
    bridge_vids: word,
    comments: word,
    alias: word,
  }),
);
export type Interface = z.infer<typeof Interfaces>[number];

/** Milliseconds for one node: another that does not answer spoils nothing. */
const NODE_LIMIT = 8_000;

/** All of one node, or what machines there can be plugged into: the virtual networks of the cluster too. */
export function interfacesOf(
  { client }: Pick<Parts, 'client'>,
  { node, type }: { readonly node: string; readonly type?: 'any_bridge' | undefined },
  signal: AbortSignal,
): Promise<readonly Interface[]> {
  return client.get(path`/nodes/${node}/network`, {
    schema: Interfaces,
    signal,
    deadlineMs: NODE_LIMIT,
    ...(type !== undefined && { params: { type } }),
  });
}
