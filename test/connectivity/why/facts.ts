import type {
  End,
  Facts,
  PluggedCard,
  Probe,
  Route,
} from '../../../src/connectivity/facts/values.ts';
import type { Link } from '../../../src/guest/ip-addr.ts';
import type { HostLink } from '../../../src/hypervisor/network.ts';

/** Two machines on two hosts whose bridges have a way out; a case changes what it is about. */
export interface Change {
  readonly card?: Partial<PluggedCard>;
  readonly cards?: End['cards'];
  readonly end?: Partial<End>;
  readonly link?: Partial<Link>;
  readonly routes?: readonly Route[];
  readonly host?: readonly HostLink[];
  /** The host's network is told by its platform. */
  readonly told?: true;
}

const macs = { a: '52:54:00:00:00:0a', b: '52:54:00:00:00:0b' };

function endOf(letter: 'a' | 'b', change: Change = {}): End {
  const address = letter === 'a' ? '10.0.0.1/24' : '10.0.0.2/24';
  const mac = macs[letter];
  const card: PluggedCard = {
    id: 'net0',
    mac,
    mode: 'bridge',
    segment: 'br0',
    wiring: 'bridge',
    device: 'vnet0',
    linkUp: true,
    ...change.card,
  };
  const eth0: Link = {
    name: 'eth0',
    mac,
    up: true,
    carrier: true,
    mtu: 1500,
    addresses: [address],
    ...change.link,
  };
  return {
    label: letter,
    site: 's',
    host: `host-${letter}`,
    id: letter,
    state: 'running',
    cards: change.cards ?? { value: [card] },
    inside: { value: { links: [eth0], routes: change.routes ?? [] } },
    hostNet: { value: { links: change.host ?? hostLinks(), told: change.told } },
    met: [],
    ...change.end,
  };
}

function hostLink(name: string, change: Partial<HostLink> = {}): HostLink {
  return {
    name,
    up: true,
    carrier: true,
    mtu: 1500,
    addresses: [],
    wireless: false,
    isolated: false,
    ...change,
  };
}

/** br0 with the machine's tap and a way out, br1 with neither. */
export function hostLinks(
  uplink: Partial<HostLink> = {},
  tap: Partial<HostLink> = {},
): readonly HostLink[] {
  return [
    hostLink('br0', { kind: 'bridge', mac: '52:54:00:00:00:b0', addresses: ['10.0.0.9/24'] }),
    hostLink('br1', { kind: 'bridge' }),
    hostLink('eno1', { bridge: 'br0', ...uplink }),
    hostLink('vnet0', { bridge: 'br0', kind: 'tun', ...tap }),
  ];
}

export function silence(address: string, change: Partial<Probe> = {}): Probe {
  return { address, outcome: 'silent', why: 'no answer', macs: [], ...change };
}

export function reached(address: string, change: Partial<Probe> = {}): Probe {
  return { address, outcome: 'reached', macs: [], ...change };
}

export const untried: Probe = { outcome: 'unknown', why: 'nobody could ask', macs: [] };

/** Silent both ways unless a case says otherwise. */
export function factsOf(change: {
  readonly a?: Change;
  readonly b?: Change;
  readonly there?: Probe;
  readonly back?: Probe;
  readonly others?: Facts['others'];
}): Facts {
  return {
    a: endOf('a', change.a),
    b: endOf('b', change.b),
    there: change.there ?? silence('10.0.0.2'),
    back: change.back ?? silence('10.0.0.1'),
    others: change.others ?? [],
  };
}
