import { type Kysely, sql } from 'kysely';

const statements = [
  `create table replicas (
    id integer generated always as identity primary key,
    host text not null,
    pid integer not null,
    sites text[] not null,
    client boolean not null,
    started_at timestamptz not null default now(),
    seen_at timestamptz not null default now()
  )`,
  `create table operations (
    id integer generated always as identity primary key,
    tag text not null unique default substr(replace(gen_random_uuid()::text, '-', ''), 1, 16),
    parent integer references operations (id),
    kind text not null,
    title text not null,
    input jsonb not null,
    sites text[] not null,
    actor jsonb not null,
    place jsonb not null,
    line text not null,
    state text not null check (state in ('waiting', 'running', 'done', 'failed', 'cancelled', 'undecided')),
    reason text,
    accepted_at timestamptz not null default now(),
    started_at timestamptz,
    ended_at timestamptz,
    deadline_ms integer not null,
    deadline_at timestamptz,
    owner integer references replicas (id),
    epoch integer not null default 0,
    lease_until timestamptz,
    cancelled_by jsonb,
    progress jsonb,
    result jsonb,
    message jsonb,
    check ((state = 'running') = (owner is not null and lease_until is not null))
  )`,
  // Almost every row has ended; the questions asked every second are about the few that have not.
  `create index operations_open on operations (id) where state in ('waiting', 'running', 'undecided')`,
  `create index operations_of_parent on operations (parent) where parent is not null`,
  // Only what runs has one. Without it every replica that is forgotten would cost a look at all operations.
  `create index operations_of_owner on operations (owner) where owner is not null`,
  `create table claims (
    operation integer not null references operations (id) on delete cascade,
    target text not null,
    mode text not null check (mode in ('exclusive', 'shared')),
    primary key (operation, target)
  )`,
  `create index claims_by_target on claims (target)`,
  `create table steps (
    operation integer not null references operations (id) on delete cascade,
    name text not null,
    epoch integer not null,
    begun_at timestamptz not null default now(),
    ended_at timestamptz,
    result jsonb,
    error jsonb,
    primary key (operation, name)
  )`,
  `create table confirmations (
    id text primary key,
    actor jsonb not null,
    line text not null,
    fingerprint text not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    used_at timestamptz
  )`,
  `create table audit (
    id bigint generated always as identity primary key,
    at timestamptz not null default now(),
    replica integer,
    event text not null,
    actor jsonb not null,
    place jsonb,
    line text not null,
    operation integer,
    targets text[] not null,
    outcome text not null,
    detail text,
    duration_ms integer
  )`,
  `create function refuse_change() returns trigger language plpgsql as
    $$ begin raise exception 'the audit is append-only'; end $$`,
  `create trigger audit_is_append_only before update or delete or truncate on audit
    for each statement execute function refuse_change()`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
