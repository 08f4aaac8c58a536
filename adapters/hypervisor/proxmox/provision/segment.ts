import { z } from 'zod';
import { BotError } from '../../../../src/errors.ts';
import { path } from '../client/client.ts';
import type { Parts } from '../parts.ts';
import { bit } from '../row.ts';

/** Where a new machine's network card goes. */
export interface Plug {
  readonly bridge: string;
  /** The VLAN, where it was asked for: `vmbr0.20`. */
  readonly tag?: number | undefined;
  /** As it was asked for, or as it is called. */
  readonly segment: string;
}

const Bridges = z.array(z.object({ iface: z.string(), active: bit }));

/** The bridge of that name; without one the first that is up, which of those of an installation is `vmbr0`. */
export async function plugFor(
  { client }: Pick<Parts, 'client'>,
  { host, segment }: { readonly host: string; readonly segment: string | undefined },
  signal: AbortSignal,
): Promise<Plug> {
  const asked = path`/nodes/${host}/network`;
  const params = { type: 'any_bridge' };
  const all = await client.get(asked, { schema: Bridges, params, signal });
  const up = all
    .toSorted((a, b) => a.iface.localeCompare(b.iface, 'en', { numeric: true }))
    .toSorted((a, b) => (b.active ?? 0) - (a.active ?? 0))
    .map(({ iface }) => iface);
  const found =
    segment === undefined ? plug(up[0]) : (plug(up.find(is(segment))) ?? vlan(up, segment));
  if (found) return found;
  throw new BotError(
    'not-found',
    `${host} has no bridge${segment === undefined ? '' : ` ${segment}`}`,
    {
      hint:
        up.length > 0
          ? `Nothing was made. It has ${up.join(', ')}.`
          : 'Nothing was made. Without the privilege SDN.Use on a bridge the bot sees none.',
    },
  );
}

function is(segment: string) {
  return (name: string) => name === segment;
}

function plug(bridge: string | undefined): Plug | undefined {
  return bridge === undefined ? undefined : { bridge, segment: bridge };
}

/** `vmbr0.20` where the bridge itself has no such interface. */
function vlan(bridges: readonly string[], segment: string): Plug | undefined {
  const found = /^(.+)\.(\d{1,4})$/.exec(segment);
  const bridge = found && bridges.find(is(found[1] ?? ''));
  const tag = Number(found?.[2]);
  return bridge && tag >= 1 && tag <= 4094 ? { bridge, tag, segment } : undefined;
}

/** `virtio,bridge=vmbr0,tag=20` and the like. */
export function netWord(first: string, { bridge, tag }: Plug): string {
  return [first, `bridge=${bridge}`, ...(tag === undefined ? [] : [`tag=${tag}`])].join(',');
}
