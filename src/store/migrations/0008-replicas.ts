import { type Kysely, sql } from 'kysely';

const statements = [
  // What others should know of a process; one from before these columns says nothing.
  `alter table replicas add column version text`,
  `alter table replicas add column at_once integer`,
  `alter table replicas add column policy text`,
  `alter table replicas add column unreached text[] not null default '{}'`,
  // Said by a process that ends in order.
  `alter table replicas add column left_at timestamptz`,
  // Who does what only one may do: poll a site, hold a chat's connection. The row stays, and so its epoch only grows.
  `create table leases (
    name text primary key,
    epoch integer not null,
    holder integer not null,
    until timestamptz not null,
    since timestamptz not null default now()
  )`,
  // What the one that polls a site found there last.
  `create table findings (
    site text primary key,
    replica integer not null,
    asked_at timestamptz not null default now(),
    answered_at timestamptz,
    problem text
  )`,
  // Every policy that was ever in force; the newest is.
  `create table policies (
    hash text primary key,
    published_at timestamptz not null default clock_timestamp(),
    host text not null
  )`,
  // What happens once in a period, whoever does it.
  `create table turns (
    name text primary key,
    slot bigint not null,
    at timestamptz not null default now()
  )`,
  // Until then whoever accepted it posts the message that shows how it waits.
  `alter table operations add column announced_until timestamptz`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
