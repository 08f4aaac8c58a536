import { type Kysely, sql } from 'kysely';

const statements = [
  // The inbox: what arrived over a network, written down before it is acknowledged.
  `create table arrivals (
    key text primary key,
    platform text not null,
    event jsonb not null,
    arrived_at timestamptz not null default now(),
    replica integer not null,
    operation integer,
    dealt_at timestamptz
  )`,
  `create index arrivals_open on arrivals (platform) where dealt_at is null`,
  `create index arrivals_by_time on arrivals (arrived_at)`,
  // What a short id on a button stands for.
  `create table clicks (
    id text primary key,
    click jsonb not null,
    kept_at timestamptz not null default now()
  )`,
  `create index clicks_by_time on clicks (kept_at)`,
  // What still has to be said in a place whose messages outlive us.
  `create table outbox (
    id integer generated always as identity primary key,
    nonce text not null unique,
    operation integer references operations (id) on delete cascade,
    platform text not null,
    place jsonb not null,
    card jsonb not null,
    edits boolean not null default false,
    calls text,
    under jsonb,
    added_at timestamptz not null default now(),
    due_at timestamptz not null default now(),
    attempts integer not null default 0,
    taken_by integer,
    taken_until timestamptz,
    trouble text,
    said_at timestamptz,
    given_up_at timestamptz
  )`,
  `create index outbox_due on outbox (platform, due_at) where said_at is null and given_up_at is null`,
  // Who may do what, where it was granted in a chat.
  `create table grants (
    platform text not null,
    person text not null,
    name text not null,
    role text not null,
    granted_by jsonb not null,
    granted_at timestamptz not null default now(),
    primary key (platform, person, role)
  )`,
  // Who asked for a role and has no answer yet.
  `create table access_requests (
    platform text not null,
    person text not null,
    name text not null,
    role text not null,
    asked_at timestamptz not null default now(),
    primary key (platform, person)
  )`,
  `create table claim_codes (
    hash text primary key,
    made_at timestamptz not null default now(),
    expires_at timestamptz not null,
    used_at timestamptz,
    used_by jsonb
  )`,
  // Messages that show at any time how things are.
  `create table boards (
    platform text not null,
    channel text not null,
    place jsonb not null,
    message jsonb,
    shown text,
    shown_at timestamptz,
    made_by jsonb not null,
    made_at timestamptz not null default now(),
    taken_until timestamptz,
    primary key (platform, channel)
  )`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
