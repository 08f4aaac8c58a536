import { type Kysely, sql } from 'kysely';

/** Which ways between watched machines have answered: only what did can fall silent. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table answered_ways (
    site text not null,
    way text not null,
    at timestamptz not null default now(),
    primary key (site, way)
  )`.execute(db);
}
