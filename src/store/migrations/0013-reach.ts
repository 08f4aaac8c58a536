import { type Kysely, sql } from 'kysely';

const statements = [
  // Whom it reached, besides where it was told: what is held back, how long nobody acknowledged it, the steps taken.
  `alter table incidents add column reach jsonb`,
  // What was held back in quiet hours and was over before they were, until it is told in one line.
  `create table held_back (
    incident integer not null references incidents (number) on delete cascade,
    place_key text not null,
    place jsonb not null,
    until timestamptz not null,
    primary key (incident, place_key, until)
  )`,
  `create index held_back_by_end on held_back (until)`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
