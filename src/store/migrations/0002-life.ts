import { type Kysely, sql } from 'kysely';

const statements = [
  // What a process knows of the schema; one from before this column knows the first.
  `alter table replicas add column schema integer not null default 1`,
  `alter table claims drop constraint claims_mode_check`,
  `alter table claims add constraint claims_mode_check check (mode in ('exclusive', 'shared', 'slot'))`,
  // Every later version of the bot reads this one before it does anything else: it never changes.
  `create table store_version (
    only_row boolean primary key default true check (only_row),
    version integer not null,
    oldest integer not null
  )`,
  `insert into store_version (version, oldest) values (1, 1)`,
  `create table store_facts (
    name text primary key,
    at timestamptz not null default now(),
    detail jsonb not null
  )`,
  `create index operations_by_end on operations (ended_at) where ended_at is not null`,
  `create index audit_by_time on audit (at)`,
  // Rows leave the audit by their age alone, through the one transaction that says so.
  `create or replace function refuse_change() returns trigger language plpgsql as $$ begin
    if tg_op = 'DELETE' and current_setting('nakhoda.pruning', true) = 'on' then return null; end if;
    raise exception 'the audit is append-only';
  end $$`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
