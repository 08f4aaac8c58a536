import { type Kysely, sql } from 'kysely';

const statements = [
  // Rows are read in the order of their numbers; each index less is a part of every line's time.
  `drop index audit_by_time`,
  // How long it may wait before it begins; one from before this column waits as long as it takes.
  `alter table operations add column wait_ms integer`,
  // The process that shows how it waits; the next one does when that is gone.
  `alter table operations add column shown_by integer`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
