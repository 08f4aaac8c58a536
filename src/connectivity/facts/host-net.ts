import { z } from 'zod';
import { BotError } from '../../errors.ts';
import { splitSections } from '../../guest/sections.ts';
import type { HostLink } from '../../hypervisor/network.ts';
import type { Hypervisor } from '../../hypervisor.ts';
import { known } from './known.ts';
import type { HostNet } from './values.ts';

/**
 * A Linux host's bridges and what is on them, in one call. `-j` has been there since iproute2 4.14 (2017); a folder
 * `wireless` is that of a Wi-Fi card: https://www.kernel.org/doc/Documentation/ABI/testing/sysfs-class-net
 */
export const hostNetScript = `LC_ALL=C; export LC_ALL; PATH="$PATH:/usr/sbin:/usr/bin:/sbin:/bin"
exec 2>/dev/null
section() { printf '\\n--nakhoda:%s--\\n' "$1"; }
section wireless; for card in /sys/class/net/*/wireless; do [ -d "$card" ] && echo "$card" | cut -d/ -f5; done
section links; ip -d -j addr | tr '\\n' ' ' | fold -w 900
section end
`;

/** What is read of `ip -d -j addr`: https://man7.org/linux/man-pages/man8/ip.8.html */
const OneLink = z.object({
  ifname: z.string().max(64),
  address: z.string().optional(),
  flags: z.array(z.string()).default([]),
  mtu: z.number().optional(),
  master: z.string().optional(),
  linkinfo: z
    .object({
      info_kind: z.string().optional(),
      info_slave_data: z.object({ isolated: z.boolean().optional() }).optional(),
    })
    .optional(),
  addr_info: z
    .array(z.object({ local: z.string().optional(), prefixlen: z.number().optional() }))
    .default([]),
});

export interface Looking {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

/** By a shell on the host; where there is none, or it is no Linux, by what the platform tells. Throws where neither can. */
export async function hostNetOf(
  { onHost, network, site }: Pick<Hypervisor, 'onHost' | 'network' | 'site'>,
  host: string,
  options: Looking,
): Promise<HostNet> {
  const seen = await known(async () => {
    if (!onHost)
      throw new BotError('unsupported', `the bot has no shell on the hosts of ${site.name}`);
    const { stdout } = await onHost(host, ['/bin/sh', '-c', hostNetScript, 'sh'], options);
    const net = readHostNet(stdout);
    if (net) return net;
    throw new BotError('unsupported', `host ${host} does not tell its network`);
  });
  if (seen.value) return seen.value;
  const links = await network?.links?.(host, options.signal);
  if (links?.length) return { links, told: true };
  throw new BotError('unsupported', seen.why);
}

/** Undefined where the host said nothing that can be read. */
export function readHostNet(stdout: string): HostNet | undefined {
  const sections = splitSections(stdout);
  const wireless = sections.get('wireless') ?? [];
  const list = z.array(z.unknown()).safeParse(parsed((sections.get('links') ?? []).join('')));
  const links = (list.data ?? []).flatMap((one) => {
    const link = OneLink.safeParse(one);
    return link.success ? [readLink(link.data, wireless)] : [];
  });
  return links.length === 0 ? undefined : { links };
}

function readLink(link: z.infer<typeof OneLink>, wireless: readonly string[]): HostLink {
  const { ifname: name, address, flags, mtu, master, linkinfo, addr_info } = link;
  return {
    name,
    mac: address?.toLowerCase(),
    up: flags.includes('UP'),
    carrier: flags.includes('LOWER_UP'),
    mtu,
    addresses: addr_info.flatMap(({ local, prefixlen }) =>
      local === undefined || prefixlen === undefined ? [] : [`${local}/${prefixlen}`],
    ),
    bridge: master,
    kind: linkinfo?.info_kind,
    wireless: wireless.includes(name),
    isolated: linkinfo?.info_slave_data?.isolated === true,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
