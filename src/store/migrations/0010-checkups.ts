import { type Kysely, sql } from 'kysely';

const statements = [
  // What `host check` and whoever polls a site found there last; only about this one database's processes.
  `create table checkups (
    site text primary key,
    replica integer not null,
    shape integer not null,
    at timestamptz not null default now(),
    facts jsonb not null
  )`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
