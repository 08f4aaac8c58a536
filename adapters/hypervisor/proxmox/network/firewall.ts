import { z } from 'zod';
import type { Firewall } from '../../../../src/hypervisor/network.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import type { Client } from '../client/client.ts';
import { guestPath } from '../guest-path.ts';
import { figure } from '../row.ts';

/** What was never set is left out: off, for the cluster and for each machine. */
const Options = z.object({ enable: figure });

/** Milliseconds for one of them. */
const LIMIT = 8_000;

/**
 * A card's own mark counts only where the firewall is on for the cluster and for its machine. The switch of a node is about
 * the node itself: what is on it is filtered all the same.
 * https://pve.proxmox.com/pve-docs/chapter-pve-firewall.html
 */
export async function firewallOf(
  client: Client,
  machine: Machine,
  signal: AbortSignal,
): Promise<Firewall> {
  const asked = { schema: Options, signal, deadlineMs: LIMIT, name: machine.name };
  const isOn = async (path: string) => ((await client.get(path, asked)).enable ?? 0) > 0;
  const own = await isOn(`${guestPath(machine)}/firewall/options`);
  if (!own) return { on: false, why: `it is off in the options of ${machine.name}` };
  const all = await isOn('/cluster/firewall/options');
  return all ? { on: true } : { on: false, why: 'it is off for the whole cluster' };
}
