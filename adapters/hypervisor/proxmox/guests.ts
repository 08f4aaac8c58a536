import { BotError } from '../../../src/errors.ts';
import type { Machine } from '../../../src/hypervisor.ts';
import { machineOf, nodesDown } from './machines.ts';
import { type Guest, isGuest, type Resource } from './resources.ts';

/** As every list of machines calls it. */
export function guestName(guest: Guest): string {
  return machineOf(guest, { site: '', down: new Set() }).name;
}

/** The machine of that id among the rows of `/cluster/resources`, whatever it is; without its birth mark. */
export function machineIn(
  rows: readonly Resource[],
  id: string,
  site: string,
): Machine | undefined {
  const guest = rows.filter(isGuest).find(({ vmid }) => String(vmid) === id);
  return guest && machineOf(guest, { site, down: nodesDown(rows) });
}

/** Proxmox lets several machines have one name; the bot makes none that would be the second. */
export function refuseTakenName(rows: readonly Resource[], name: string, site: string): void {
  const other = rows.filter(isGuest).find((guest) => guest.name === name);
  if (other === undefined) return;
  throw new BotError('conflict', `${site} already has a machine ${name}: ${other.vmid}`, {
    hint: 'Nothing was changed. Take another name.',
  });
}
