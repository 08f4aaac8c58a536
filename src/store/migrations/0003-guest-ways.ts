import { type Kysely, sql } from 'kysely';

const statements = [
  `create table guest_ways (
    site text not null,
    machine text not null,
    birth text not null,
    username text not null,
    address text not null,
    port integer not null,
    via_host boolean not null,
    host_key text not null,
    public_key text not null,
    set_at timestamptz not null default now(),
    primary key (site, machine, birth)
  )`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
