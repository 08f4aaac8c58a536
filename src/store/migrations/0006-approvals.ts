import { type Kysely, sql } from 'kysely';

const statements = [
  // What waits for a second person, and what became of it.
  `create table approvals (
    id integer generated always as identity primary key,
    state text not null default 'waiting' check (state in
      ('waiting', 'approved', 'rejected', 'withdrawn', 'expired', 'changed', 'broken')),
    line text not null,
    title text not null,
    label text not null,
    actor jsonb not null,
    person text not null,
    local boolean not null,
    place jsonb not null,
    fingerprint text not null,
    card jsonb not null,
    targets text[] not null,
    posts jsonb not null,
    asked_at timestamptz not null default now(),
    expires_at timestamptz not null,
    remind_seconds integer,
    remind_at timestamptz,
    reminders integer not null default 0,
    ended_at timestamptz,
    ended_by jsonb,
    reason text,
    operation integer
  )`,
  `create index approvals_open on approvals (expires_at) where state = 'waiting'`,
  `create index approvals_by_end on approvals (ended_at) where ended_at is not null`,
  // A message that belongs to no operation and is edited on: where it stands.
  `create table topics (
    name text primary key,
    message jsonb not null,
    said_at timestamptz not null default now()
  )`,
  `alter table outbox add column topic text`,
  `create index outbox_by_topic on outbox (topic) where said_at is null and given_up_at is null`,
  // Who let it begin, besides the person who asked.
  `alter table operations add column approval jsonb`,
  // What has to be typed besides the click.
  `alter table confirmations add column word text`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
