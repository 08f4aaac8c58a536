import { type Kysely, sql } from 'kysely';

/** Rows are handed over value by value: of the code that may work on this schema, none calls it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`drop function audit_write(integer, integer, bigint, bytea, jsonb)`.execute(db);
}
