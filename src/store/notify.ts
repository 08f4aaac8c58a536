import { type Kysely, sql } from 'kysely';
import type { Tables } from './schema.ts';
import type { Change } from './store.ts';

/** Every process hears on it what became of operations. */
export const CHANNEL = 'nakhoda_operation';

export async function notify(db: Kysely<Tables>, change: Change): Promise<void> {
  await sql`select pg_notify(${CHANNEL}, ${JSON.stringify(change)})`.execute(db);
}
