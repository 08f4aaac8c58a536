import { type Kysely, sql } from 'kysely';

const statements = [
  // One role for a person on one selector; '' is everything.
  `alter table grants add column selector text not null default ''`,
  `alter table grants drop constraint grants_pkey`,
  `alter table grants add primary key (platform, person, selector)`,
  // Two identities of one human being; the first is what the second hangs on.
  `create table links (
    platform text not null,
    person text not null,
    name text not null,
    first_platform text not null,
    first_person text not null,
    first_name text not null,
    linked_at timestamptz not null default now(),
    primary key (platform, person)
  )`,
  `create table link_codes (
    hash text primary key,
    platform text not null,
    person text not null,
    name text not null,
    made_at timestamptz not null default now(),
    expires_at timestamptz not null,
    taken_by jsonb,
    used_at timestamptz
  )`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
