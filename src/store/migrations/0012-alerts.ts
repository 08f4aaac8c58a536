import { type Kysely, sql } from 'kysely';

const statements = [
  // What people call it by is its number; what the rules know it by its id.
  `create table incidents (
    number integer generated always as identity primary key,
    id text not null unique,
    site text not null,
    state text not null check (state in ('firing', 'acknowledged', 'resolved')),
    started_at timestamptz not null,
    ended_at timestamptz,
    changed_at timestamptz not null default now(),
    -- As it is shown, and as whoever polls the site next goes on with it.
    shown jsonb not null,
    working jsonb not null,
    -- Where it was told; so many times something was said of it.
    places jsonb not null default '[]',
    said integer not null default 0,
    acknowledged jsonb
  )`,
  `create index incidents_open on incidents (site) where ended_at is null`,
  `create index incidents_by_end on incidents (ended_at)`,
  `create table silences (
    number integer generated always as identity primary key,
    selector text not null,
    signal text,
    starts_at timestamptz not null,
    ends_at timestamptz not null check (ends_at > starts_at),
    reason text not null,
    made_by jsonb not null,
    made_at timestamptz not null default now(),
    ended_by jsonb
  )`,
  `create index silences_by_end on silences (ends_at)`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
