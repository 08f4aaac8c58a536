import { type Kysely, sql } from 'kysely';
import type { GuestWay } from '../guest/ssh/way.ts';
import type { MachineRef } from '../hypervisor.ts';
import { clean } from './json.ts';
import type { Tables } from './schema.ts';

/** A later machine with the same id is another one, and has none. */
function keyOf({ site, id, birth }: MachineRef) {
  return { site: clean(site), machine: clean(id), birth: clean(birth) };
}

export async function findGuestWay(
  db: Kysely<Tables>,
  machine: MachineRef,
): Promise<GuestWay | undefined> {
  const row = await db
    .selectFrom('guest_ways')
    .selectAll()
    .where((where) => where.and(keyOf(machine)))
    .executeTakeFirst();
  return (
    row && {
      user: row.username,
      address: row.address,
      port: row.port,
      viaHost: row.via_host,
      hostKey: row.host_key,
      publicKey: row.public_key,
    }
  );
}

export async function saveGuestWay(
  db: Kysely<Tables>,
  machine: MachineRef,
  way: GuestWay,
): Promise<void> {
  const { user: username, address, port, viaHost, hostKey, publicKey } = way;
  const pinned = { via_host: viaHost, host_key: hostKey, public_key: publicKey };
  const row = { username, address, port, ...pinned };
  await db
    .insertInto('guest_ways')
    .values({ ...keyOf(machine), ...row })
    .onConflict((conflict) =>
      conflict
        .columns(['site', 'machine', 'birth'])
        .doUpdateSet({ ...row, set_at: sql<Date>`now()` }),
    )
    .execute();
}

export async function forgetGuestWay(db: Kysely<Tables>, machine: MachineRef): Promise<void> {
  await db
    .deleteFrom('guest_ways')
    .where((where) => where.and(keyOf(machine)))
    .execute();
}
