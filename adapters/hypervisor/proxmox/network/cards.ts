import { z } from 'zod';
import type { NetworkCard } from '../../../../src/hypervisor/network.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import type { Client } from '../client/client.ts';
import { guestPath } from '../guest-path.ts';
import { cardOf, parseNet } from './net-option.ts';

const text = z.union([z.string(), z.number().transform(String)]);
const Pending = z.array(
  z.object({
    key: z.string(),
    value: text.optional(),
    pending: text.optional(),
    delete: z.number().optional(),
  }),
);

/** The cards of a machine as they stand in its configuration: now, and for its next start. */
export interface Nets {
  readonly digest: string | undefined;
  readonly nets: readonly Net[];
}

export interface Net {
  /** `net0` */
  readonly id: string;
  /** Absent for one that comes with the next start. */
  readonly now?: string | undefined;
  /** Absent for one that goes with the next start. */
  readonly next?: string | undefined;
}

export async function readNets(
  client: Client,
  machine: Machine,
  signal: AbortSignal,
): Promise<Nets> {
  const path = `${guestPath(machine)}/pending`;
  const rows = await client.get(path, { schema: Pending, signal, name: machine.name });
  const nets = rows.flatMap(({ key, value, pending, delete: goes }): Net[] =>
    /^net\d+$/.test(key)
      ? [{ id: key, now: value, next: goes ? undefined : (pending ?? value) }]
      : [],
  );
  return {
    digest: rows.find(({ key }) => key === 'digest')?.value,
    nets: nets.toSorted((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true })),
  };
}

/** As it is, with what its next start changes said in words. */
export function networkCard({ id, now, next }: Net, machine: Machine): NetworkCard {
  const card = cardOf(id, parseNet(now ?? next ?? ''), machine);
  if (now === next) return card;
  if (next === undefined) return { ...card, pending: 'it goes with the next start' };
  if (now === undefined) return { ...card, pending: 'it comes with the next start' };
  return {
    ...card,
    pending: `from the next start on: ${words(cardOf(id, parseNet(next), machine))}`,
  };
}

function words({ mode, segment, vlan, firewall, linkUp }: NetworkCard): string {
  return [
    segment === undefined ? mode : `${mode} ${segment}`,
    vlan === undefined ? 'no VLAN' : `VLAN ${vlan}`,
    `firewall ${firewall ? 'on' : 'off'}`,
    linkUp === false ? 'cable pulled' : 'cable in',
  ].join(', ');
}
