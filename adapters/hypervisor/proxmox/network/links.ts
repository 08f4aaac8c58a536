import type { HostLink } from '../../../../src/hypervisor/network.ts';
import type { Parts } from '../parts.ts';
import { type Interface, interfacesOf } from './interfaces.ts';

/** What a bridge that is aware of VLANs lets pass where nothing is said: bridge-vids of interfaces(5). */
const ALL_VLANS = '2-4094';

/** Proxmox's words that mean hardware are no kind; those that are not here stand for themselves. */
const kinds: Readonly<Record<string, string | undefined>> = {
  eth: undefined,
  OVSBridge: 'bridge',
  OVSBond: 'bond',
  OVSIntPort: 'internal',
};

/**
 * A node's own interfaces, as it is configured and, of bridges, as it is. It tells of no cable whether it is in, and of a
 * port without an address not reliably whether it is on, so that neither is said.
 */
export async function linksOf(
  parts: Pick<Parts, 'client'>,
  node: string,
  signal: AbortSignal,
): Promise<readonly HostLink[]> {
  const rows = await interfacesOf(parts, { node }, signal);
  const masters = new Map(
    rows.flatMap((row) => portsOf(row).map((port) => [port, row.iface] as const)),
  );
  const listed = new Set(rows.map(({ iface }) => iface));
  return [
    ...rows.map((row) => linkOf(row, masters.get(row.iface))),
    // A port may be in the words of its bridge alone, as `eno1.20` is.
    ...[...masters]
      .filter(([name]) => !listed.has(name))
      .map(([name, bridge]) => port(name, bridge)),
  ];
}

function portsOf({ bridge_ports, ovs_ports, slaves }: Interface): readonly string[] {
  return [bridge_ports, ovs_ports, slaves]
    .flatMap((list) => list?.split(/[\s,;]+/) ?? [])
    .filter((name) => name !== '' && name !== 'none');
}

function linkOf(row: Interface, bridge: string | undefined): HostLink {
  const { iface: name, type, active, cidr, cidr6, mtu } = row;
  const kind = type in kinds ? kinds[type] : type;
  return {
    name,
    addresses: [cidr, cidr6].filter((one) => one !== undefined),
    ...(kind !== undefined && { kind }),
    ...(kind === 'bridge' && { up: active === 1 }),
    ...(mtu !== undefined && { mtu }),
    ...(bridge !== undefined && { bridge }),
    ...(row.bridge_vlan_aware === 1 && { vlans: row.bridge_vids?.trim() || ALL_VLANS }),
  };
}

function port(name: string, bridge: string): HostLink {
  return { name, bridge, addresses: [], ...(name.includes('.') && { kind: 'vlan' }) };
}
