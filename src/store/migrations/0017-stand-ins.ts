import { type Kysely, sql } from 'kysely';

const statements = [
  // Who has the turn of a rota for a time, whatever the file says; the newest that holds counts.
  `create table stand_ins (
    number integer generated always as identity primary key,
    rota text not null,
    -- Their word under access: people: in the configuration.
    person text not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null check (ends_at > starts_at),
    made_by jsonb not null,
    made_at timestamptz not null default now(),
    -- Somebody gave the turn back before its time.
    ended_at timestamptz
  )`,
  `create index stand_ins_by_end on stand_ins (ends_at)`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
