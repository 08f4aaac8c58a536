import { networkInterfaces } from 'node:os';
import type { Client } from './client.ts';

export interface Whereabouts {
  /** As the configuration has it: known better than it could be found out. */
  readonly address?: string | undefined;
  /** True for a libvirt on the bot's own machine. */
  readonly here: boolean;
}

/** Interfaces of containers: their addresses are much the same on every host and are no way to it. */
const inward = /^(docker|br-[\da-f]{12}$|veth|cni|podman|lxc)/;

/** Where a host's machines can reach it; libvirt itself does not tell. Empty where it cannot be known. */
export async function hostAddresses(
  { reach, log }: Pick<Client, 'reach' | 'log'>,
  { address, here }: Whereabouts,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (address !== undefined) return [address];
  if (here) return ownAddresses();
  if (!reach.remote) return [];
  try {
    const argv = ['ip', '-o', 'addr', 'show', 'up', 'scope', 'global'];
    const { stdout } = await reach.run(argv, { signal, timeoutMs: 3_000 });
    return parseAddresses(stdout);
  } catch (error) {
    signal.throwIfAborted();
    log.info({ error: String(error) }, 'the addresses of the host could not be read');
    return [];
  }
}

function ownAddresses(): readonly string[] {
  return Object.entries(networkInterfaces())
    .filter(([name]) => !inward.test(name))
    .flatMap(([, all = []]) => all)
    .filter(({ internal, address }) => !internal && !address.startsWith('fe80:'))
    .map(({ address }) => address);
}

/** Lines as `2: br0    inet 10.77.0.1/24 scope global br0`: https://man7.org/linux/man-pages/man8/ip-address.8.html */
export function parseAddresses(text: string): readonly string[] {
  return text.split('\n').flatMap((line) => {
    const [, name = '', address] = /^\d+: (\S+) +inet6? ([\da-f.:]+)\//.exec(line) ?? [];
    return address === undefined || inward.test(name) ? [] : [address];
  });
}
