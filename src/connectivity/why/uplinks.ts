import { typed } from '../../cards/typed.ts';
import type { HostLink } from '../../hypervisor/network.ts';
import { broken, type Fix, type Part } from './part.ts';
import type { View } from './view.ts';

/** A bridge without a way out joins the machines of its host alone; a host's own card is its own way out. */
export function uplinkPart(view: View, other: View): Part | undefined {
  const { segment, end, card } = view;
  const name = `${card?.segment} of ${end.host}`;
  if (segment?.device === undefined) return saysWireless(view) ? overWifi(name) : undefined;
  const { device, uplinks } = segment;
  const ways = device.kind === 'bridge' ? uplinks : [device];
  if (ways.length === 0) {
    return broken(
      name,
      `${name} has no uplink: its machines reach only each other`,
      uplinkFix(view, other),
    );
  }
  if (segment.port?.isolated && device.kind === 'bridge' && ways.every((way) => way.isolated)) {
    return isolatedPorts(view, [segment.port, ...ways]);
  }
  const wireless = ways.find((way) => way.wireless);
  if (wireless) return overWifi(name, wireless.name);
  return ways.some(isLive) ? undefined : noCarrier(name, ways);
}

function isLive({ up, carrier }: HostLink): boolean {
  return up !== false && carrier !== false;
}

function noCarrier(name: string, ways: readonly HostLink[]): Part {
  const names = ways.map(({ name: one }) => one).join(', ');
  const off = ways.find(({ up }) => up === false);
  return off
    ? broken(name, `the uplink ${names} of ${name} is switched off`, {
        says: `On the host, as root: ip link set ${off.name} up`,
      })
    : broken(
        name,
        `the uplink ${names} of ${name} has no carrier: its cable, or what is at the other end, is off`,
        {
          says: 'Look at the cable and the switch.',
        },
      );
}

/** The machine is on the wrong bridge, where one like that of the far end has a way out on its host. */
function uplinkFix({ end, segment }: View, other: View): Fix {
  const wanted = segment?.net.links.find(
    ({ name, kind }) => kind === 'bridge' && name === other.card?.segment,
  );
  const hasWay = segment?.net.links.some(
    ({ bridge, kind }) => wanted !== undefined && bridge === wanted.name && kind !== 'tun',
  );
  if (wanted === undefined || !hasWay) {
    return { says: `Make a network card of ${end.host} a port of ${segment?.device?.name}.` };
  }
  return {
    says: `${other.end.label} is on ${wanted.name}; so should ${end.label} be, whose host has one with an uplink.`,
    line: {
      command: typed('net connect', end.label, wanted.name),
      label: `Plug ${end.label} into ${wanted.name}`,
    },
  };
}

/** What the platform itself says of an adapter, where its host cannot be asked. */
function saysWireless({ card, segment }: View): boolean {
  return segment?.device === undefined && card?.wireless === true;
}

/** 802.11 carries three addresses where a bridge needs four: https://wiki.linuxfoundation.org/networking/bridge */
function overWifi(name: string, device?: string): Part {
  const by = device === undefined ? '' : ` (${device})`;
  return broken(
    name,
    `${name} goes out over Wi-Fi${by}, which carries only the host's own MAC address`,
    { says: 'Use a wired card, or route or NAT in place of the bridge.' },
  );
}

/** bridge(8): https://man7.org/linux/man-pages/man8/bridge.8.html */
export function isolatedPorts({ end, card }: View, ports: readonly HostLink[]): Part {
  const names = ports.map(({ name }) => name).join(' and ');
  return broken(
    'ports',
    `${names} of ${card?.segment} on ${end.host} are isolated: they exchange nothing with each other`,
    { says: `On ${end.host}, as root: bridge link set dev ${ports[0]?.name} isolated off` },
  );
}
