import { type Kysely, sql } from 'kysely';
import { z } from 'zod';
import type { Tables } from '../schema.ts';

/** What a platform was last found to have been told of, against what it has to know now. */
export type Registered = 'first' | 'same' | 'changed';

const Fingerprints = z.record(z.string(), z.string());

/** Compares with the last start of any process, and remembers this one: a change is told by one of them, once. */
export function noteRegistered(
  db: Kysely<Tables>,
  platform: string,
  fingerprint: string,
): Promise<Registered> {
  return db.transaction().execute(async (trx) => {
    await sql`insert into store_facts (name, detail) values ('registered', '{}')
      on conflict (name) do nothing`.execute(trx);
    const { detail } = await trx
      .selectFrom('store_facts')
      .select('detail')
      .where('name', '=', 'registered')
      .forUpdate()
      .executeTakeFirstOrThrow();
    const known = Fingerprints.parse(detail);
    const last = known[platform];
    if (last === fingerprint) return 'same';
    await trx
      .updateTable('store_facts')
      .set({ at: sql<Date>`now()`, detail: JSON.stringify({ ...known, [platform]: fingerprint }) })
      .where('name', '=', 'registered')
      .execute();
    return last === undefined ? 'first' : 'changed';
  });
}
