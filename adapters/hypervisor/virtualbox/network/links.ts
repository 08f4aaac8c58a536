import type { HostLink } from '../../../../src/hypervisor/network.ts';
import { type Block, parseBlocks } from '../blocks.ts';
import type { Client } from '../client.ts';

/**
 * The adapters that can be bridged to, as VBoxManage tells them: all that is known of the network of a Windows host. No
 * MTU, and nothing of bridges: https://www.virtualbox.org/manual/topics/vboxmanage.html#vboxmanage-list
 */
export async function readLinks(
  client: Pick<Client, 'ask'>,
  signal: AbortSignal,
): Promise<readonly HostLink[]> {
  const said = await client.ask(['list', 'bridgedifs'], { signal });
  return parseBlocks(said, 'Name').flatMap((block) => {
    const name = block.get('Name');
    return name ? [linkOf(name, block)] : [];
  });
}

function linkOf(name: string, block: Block): HostLink {
  const status = block.get('Status');
  return {
    name,
    mac: block.get('HardwareAddress')?.toLowerCase(),
    ...(status && { up: status === 'Up' }),
    addresses: [
      ...withBits(block.get('IPAddress'), bitsOf(block.get('NetworkMask'))),
      ...withBits(block.get('IPV6Address'), Number(block.get('IPV6NetworkMaskPrefixLength'))),
    ],
    ...(block.has('Wireless') && { wireless: block.get('Wireless') === 'Yes' }),
  };
}

function withBits(address = '', bits: number): readonly string[] {
  if (address === '' || address === '0.0.0.0') return [];
  return [bits > 0 ? `${address}/${bits}` : address];
}

/** 24 for 255.255.255.0. */
function bitsOf(mask = ''): number {
  const bits = mask.split('.').map((part) => Number(part).toString(2).replaceAll('0', '').length);
  return bits.reduce((sum, each) => sum + each, 0);
}
