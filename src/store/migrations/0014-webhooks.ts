import { type Kysely, sql } from 'kysely';

const statements = [
  // What a program is told instead of the card that people see, and what it answered.
  `alter table outbox add column event jsonb`,
  `alter table outbox add column answer text`,
  `create index outbox_events on outbox ((place ->> 'channel')) where event is not null`,
  // What webhooks were told of it last; absent where none was.
  `alter table incidents add column paged jsonb`,
  // One row for each daily digest that was told, by the day in its zone.
  `create table digests (
    day text primary key,
    told_at timestamptz not null default now()
  )`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
