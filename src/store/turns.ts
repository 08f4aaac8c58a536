import { type Kysely, sql } from 'kysely';
import { clean } from './json.ts';
import type { Tables } from './schema.ts';

/**
 * True for the first process that asks in a period of so many milliseconds, as the database's clock counts them from
 * 1970 on: however many replicas ask, and however often. Whoever gets it and dies has had it: it is for what may be
 * left out once, and must not be done twice.
 */
export async function takeTurn(
  db: Kysely<Tables>,
  name: string,
  periodMs: number,
): Promise<boolean> {
  const slot = sql<number>`floor(extract(epoch from clock_timestamp()) * 1000 / ${periodMs})::bigint`;
  const taken = await db
    .insertInto('turns')
    .values({ name: clean(name), slot })
    .onConflict((conflict) =>
      conflict
        .column('name')
        .doUpdateSet({ slot: sql<number>`excluded.slot`, at: sql<Date>`now()` } as never)
        // More than one period ahead is a clock that was wrong: nothing would happen until it is caught up with.
        .where(sql<boolean>`(turns.slot < excluded.slot or turns.slot > excluded.slot + 1)`),
    )
    .returning('slot')
    .executeTakeFirst();
  return taken !== undefined;
}
