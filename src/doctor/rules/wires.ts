import type { HostLink } from '../../hypervisor/network.ts';
import type { HostWires, SiteFacts } from '../facts.ts';
import type { Found } from '../finding.ts';

/** What leads out of a host: hardware, and bonds and VLANs of it. */
const outward = [undefined, 'bond', 'vlan'];

/** The bridges of hosts, and the cards by which they lead out. */
export function ofWires({ nets = [] }: SiteFacts): readonly Found[] {
  return nets.flatMap((net) =>
    net.links.flatMap((link): readonly Found[] => {
      const uplinks = uplinksOf(link, net);
      return link.kind !== 'bridge' || uplinks.length === 0
        ? []
        : [...dead(net, link, uplinks), ...narrow(net, link, uplinks)];
    }),
  );
}

function uplinksOf({ name }: HostLink, { links }: HostWires): readonly HostLink[] {
  return links.filter(({ bridge, kind }) => bridge === name && outward.includes(kind));
}

function dead(
  { host }: HostWires,
  { name }: HostLink,
  uplinks: readonly HostLink[],
): readonly Found[] {
  if (uplinks.some(({ up, carrier }) => up !== false && carrier !== false)) return [];
  const words = uplinks.map(
    (one) => `${one.name} ${one.up === false ? 'is off' : 'has no carrier'}`,
  );
  const says = `the bridge ${name} does not lead out: ${words.join(', ')}`;
  const fix = 'Switch it on, or look at its cable; machines there reach only those of their host.';
  return [{ code: 'uplink-dead', severity: 'warning', host, says, fix }];
}

function narrow(
  { host }: HostWires,
  { name, mtu }: HostLink,
  uplinks: readonly HostLink[],
): readonly Found[] {
  const found = uplinks.find((one) => mtu !== undefined && one.mtu !== undefined && one.mtu < mtu);
  if (found === undefined) return [];
  const says = `the bridge ${name} has an MTU of ${mtu}, its uplink ${found.name} one of ${found.mtu}: larger packets are lost`;
  const fix = `Give both the same: ip link set ${found.name} mtu ${mtu}, and in its configuration.`;
  return [{ code: 'mtu-narrow', severity: 'warning', host, says, fix }];
}
