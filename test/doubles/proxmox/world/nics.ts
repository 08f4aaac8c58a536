import type { Card } from '../inside/shell/session.ts';
import type { Guest } from './guest.ts';
import type { World } from './world.ts';

/** One of its network cards, as its file has it. */
export interface Nic {
  readonly key: string;
  readonly mac: string;
  readonly bridge: string | undefined;
  readonly tag: string | undefined;
  readonly isUp: boolean;
  readonly address: string;
}

const models = ['virtio', 'e1000', 'e1000e', 'rtl8139', 'vmxnet3', 'model', 'hwaddr', 'macaddr'];

export function nicsOf(guest: Guest): readonly Nic[] {
  return Object.entries(guest.config).flatMap(([key, value]) => {
    const number = /^net(\d+)$/.exec(key)?.[1];
    if (number === undefined) return [];
    const given = new Map(
      String(value)
        .split(',')
        .map((part) => [part.split('=')[0] ?? '', part.split(/=(.*)/s)[1] ?? ''] as const),
    );
    const mac = models.map((model) => given.get(model)).find((found) => found?.includes(':')) ?? '';
    return {
      key,
      mac: mac.toLowerCase(),
      bridge: given.get('bridge'),
      tag: given.get('tag'),
      isUp: given.get('link_down') !== '1',
      address: addressOf(guest, Number(number), given.get('ip')),
    };
  });
}

/** What its file says, else one that follows from its id: `10.10.10.100/24` for 100. */
function addressOf({ vmid }: Guest, number: number, ip: string | undefined): string {
  if (ip?.includes('/') === true) return ip;
  return `10.${10 + Math.floor(vmid / 250)}.${10 + number}.${vmid % 250}/24`;
}

/** As the guest itself sees them. */
export function cardsOf(guest: Guest): readonly Card[] {
  return nicsOf(guest).map(({ mac, address }, index) => ({
    name: `eth${index}`,
    mac,
    addresses: [address, `${linkLocal(mac)}/64`],
  }));
}

/** https://www.rfc-editor.org/rfc/rfc4291#appendix-A */
export function linkLocal(mac: string): string {
  const [first = '0', ...rest] = mac.split(':');
  const bytes = [
    (Number.parseInt(first, 16) ^ 2).toString(16).padStart(2, '0'),
    ...rest.slice(0, 2),
    'ff',
    'fe',
    ...rest.slice(2),
  ];
  const groups = [0, 2, 4, 6].map((at) => `${bytes[at]}${bytes[at + 1]}`.replace(/^0{1,3}/, ''));
  return `fe80::${groups.join(':')}`;
}

/** Whoever has that name or address, and whether a ping from here reaches it. */
export function lookUpFrom(world: World, from: Guest, word: string) {
  for (const guest of world.guests.values()) {
    const name = guest.config['name'] ?? guest.config['hostname'];
    for (const nic of nicsOf(guest)) {
      const address = nic.address.split('/')[0] ?? '';
      if (word === name || word === address) return { address, up: reaches(from, guest, nic) };
    }
  }
  const nodes = [...world.nodes.values()].map(({ id }) => `10.10.10.${id}`);
  if (!nodes.includes(word)) return;
  // They have it on their first bridge.
  const home = world.nodes.get(from.node)?.bridges[0];
  return {
    address: word,
    up: nicsOf(from).some(({ isUp, tag, bridge }) => isUp && tag === undefined && bridge === home),
  };
}

function reaches(from: Guest, to: Guest, nic: Nic): boolean {
  if (from === to) return true;
  if (to.state !== 'running' || !nic.isUp) return false;
  return nicsOf(from).some(
    ({ isUp, bridge, tag }) => isUp && bridge === nic.bridge && tag === nic.tag,
  );
}
