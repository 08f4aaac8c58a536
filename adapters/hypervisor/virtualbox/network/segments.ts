import type { Segment } from '../../../../src/hypervisor/network.ts';
import { type Block, parseBlocks } from '../blocks.ts';
import type { Client } from '../client.ts';
import type { HostName } from '../host-name.ts';
import { NAT } from './cards.ts';

/** A segment with VirtualBox's own word for the mode that leads there. */
export interface Way extends Segment {
  readonly word: string;
}

/** What a card can be plugged into: https://www.virtualbox.org/manual/topics/vboxmanage.html#vboxmanage-list */
export async function readSegments(
  client: Client,
  hostName: HostName,
  signal: AbortSignal,
): Promise<readonly Way[]> {
  const ask = async (what: string) =>
    parseBlocks(await client.ask(['list', what], { signal }), 'Name');
  const [host, bridged, hostOnly, natNetworks, internal] = await Promise.all([
    hostName(signal),
    ask('bridgedifs'),
    ask('hostonlyifs'),
    ask('natnets'),
    ask('intnets'),
  ]);
  return [
    {
      host,
      name: NAT,
      kind: 'network',
      says: 'NAT, each machine alone',
      wiring: 'nat',
      active: true,
      word: 'nat',
    },
    ...bridged.flatMap((block) => bridgeOf(block, host)),
    ...natNetworks.flatMap((block) => networkOf(block, host, natNetwork)),
    ...hostOnly.flatMap((block) => networkOf(block, host, hostOnlyNet)),
    ...internal.flatMap((block) => networkOf(block, host, internalNet)),
  ];
}

function bridgeOf(block: Block, host: string): readonly Way[] {
  const name = block.get('Name');
  if (name === undefined) return [];
  const address = block.get('IPAddress');
  const known = address !== undefined && address !== '0.0.0.0' ? `, ${address}` : '';
  const wireless = block.get('Wireless') === 'Yes';
  const says = `Bridged Adapter${known}${wireless ? ', wireless' : ''}`;
  return [
    {
      host,
      name,
      kind: 'bridge',
      says,
      wiring: 'bridge',
      wireless,
      active: block.get('Status') === 'Up',
      word: 'bridged',
    },
  ];
}

interface NetworkKind {
  readonly word: string;
  readonly says: string;
  readonly subnet?: string;
  active(block: Block): boolean;
}

const natNetwork: NetworkKind = {
  word: 'natnetwork',
  says: 'NAT Network',
  subnet: 'Network',
  active: (block) => block.get('Enabled') !== 'No',
};
const hostOnlyNet: NetworkKind = {
  word: 'hostonly',
  says: 'Host-only Adapter',
  subnet: 'IPAddress',
  active: (block) => block.get('Status') === 'Up',
};
const internalNet: NetworkKind = {
  word: 'intnet',
  says: 'Internal Network',
  active: () => true,
};

function networkOf(block: Block, host: string, kind: NetworkKind): readonly Way[] {
  const name = block.get('Name');
  if (name === undefined) return [];
  const subnet = kind.subnet === undefined ? undefined : block.get(kind.subnet);
  const says = [kind.says, subnet].filter(Boolean).join(', ');
  return [
    {
      host,
      name,
      kind: 'network',
      says,
      wiring: 'inner',
      active: kind.active(block),
      word: kind.word,
    },
  ];
}
