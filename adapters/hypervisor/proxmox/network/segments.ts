import { BotError } from '../../../../src/errors.ts';
import type { Segment } from '../../../../src/hypervisor/network.ts';
import type { Parts } from '../parts.ts';
import { type Interface, interfacesOf } from './interfaces.ts';

/** The bridges of one node, and the virtual networks of the cluster that it has. */
export async function segmentsOf(
  parts: Pick<Parts, 'client'>,
  node: string,
  signal: AbortSignal,
): Promise<readonly Segment[]> {
  const rows = await interfacesOf(parts, { node, type: 'any_bridge' }, signal);
  return rows.map((row) => segmentOf(node, row));
}

/** Of every node that answers. Throws where none does. */
export async function allSegments(
  parts: Pick<Parts, 'client' | 'resources'>,
  signal: AbortSignal,
): Promise<readonly Segment[]> {
  const rows = await parts.resources.read(signal);
  const nodes = rows.flatMap(({ type, node, status }) =>
    type === 'node' && node !== undefined && status !== 'offline' ? [node] : [],
  );
  const told = await Promise.allSettled(nodes.map((node) => segmentsOf(parts, node, signal)));
  const answers = told.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  if (answers.length > 0) return answers.flat();
  const failed = told.find((one) => one.status === 'rejected');
  throw failed?.reason ?? new BotError('unreachable', 'no node of the cluster answers');
}

function segmentOf(host: string, row: Interface): Segment {
  const { iface: name, type, active, cidr, bridge_ports: ports } = row;
  const isVnet = type === 'vnet';
  const says = [
    isVnet ? 'virtual network of the cluster' : '',
    ports ? `bridge of ${ports.trim()}` : '',
    cidr ?? '',
    row.bridge_vlan_aware === 1 ? 'VLAN aware' : '',
    row.comments?.trim() ?? row.alias ?? '',
  ].filter((part) => part !== '');
  return {
    host,
    name,
    kind: 'bridge',
    wiring: 'bridge',
    ...(says.length > 0 && { says: says.join(', ') }),
    // Only bridges of the node itself tell whether they are up.
    active: isVnet || active === 1,
  };
}
