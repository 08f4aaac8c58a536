import { z } from 'zod';

/** What `/access/permissions` gives: for each path its privileges, those from above included. */
export const Permissions = z.record(z.string(), z.record(z.string(), z.unknown()));
export type Permissions = z.infer<typeof Permissions>;

/** Where a privilege is held: on all things of its kind, on some of them, or nowhere. */
export type Held = 'all' | readonly string[];

/** The things that the first word of a privilege is about. */
const places: Readonly<Record<string, string>> = {
  VM: '/vms',
  Datastore: '/storage',
  Sys: '/nodes',
  SDN: '/sdn',
  Pool: '/pool',
};

/** Empty where it is held nowhere. A pool's rights are those of its machines and storages. */
export function held(permissions: Permissions, privilege: string): Held {
  const place = places[privilege.split('.', 1).join()] ?? '/';
  const holders = Object.keys(permissions).filter((path) => permissions[path]?.[privilege]);
  if (holders.includes(place) || holders.includes('/')) return 'all';
  return holders.filter((path) => path.startsWith(`${place}/`) || path.startsWith('/pool/'));
}
