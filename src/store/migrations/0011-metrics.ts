import { type Kysely, sql } from 'kysely';

const figures = `
    series integer not null,
    at timestamptz not null,
    cpu real,
    memory double precision,
    memory_of double precision,
    load real,
    received double precision,
    sent double precision,
    read double precision,
    written double precision`;

const statements = [
  // Whose figures they are. What is gone keeps its number, and so its past.
  `create table series (
    id integer generated always as identity primary key,
    site text not null,
    kind text not null check (kind in ('host', 'machine')),
    thing text not null,
    birth text not null default '',
    name text not null,
    host text not null,
    tags text[] not null default '{}',
    cpus integer,
    unique (site, kind, thing, birth)
  )`,
  // As they were measured; in days. They come in the order of time, so that a coarse index finds a minute.
  `create table samples (${figures}
  ) partition by range (at)`,
  `create index samples_by_time on samples using brin (at) with (pages_per_range = 16)`,
  // The means of a minute, in days; of an hour, in months. \`cpu_max\` is the most that was measured in it.
  `create table samples_minute (${figures},
    cpu_max real,
    primary key (series, at)
  ) partition by range (at)`,
  `create table samples_hour (${figures},
    cpu_max real,
    primary key (series, at)
  ) partition by range (at)`,
  // Up to where each was made from the finer ones.
  `create table roll_ups (name text primary key, until timestamptz not null)`,
  // Room for what comes at that moment. Attached, because a new partition alone would lock out all who read.
  `create or replace function metrics_room(whole text, unit text, moment timestamptz) returns void
    language plpgsql as $$
  declare
    first timestamp := date_trunc(unit, moment at time zone 'UTC');
    name text := whole || '_' || to_char(first, 'YYYY_MM_DD');
  begin
    if to_regclass(name) is not null then return; end if;
    perform pg_advisory_xact_lock(${0x6e6b_6d72});
    if to_regclass(name) is not null then return; end if;
    execute format('create table %I (like %I including all)', name, whole);
    execute format('alter table %I attach partition %I for values from (%L) to (%L)', whole, name,
      to_char(first, 'YYYY-MM-DD') || ' 00:00:00+00',
      to_char(first + ('1 ' || unit)::interval, 'YYYY-MM-DD') || ' 00:00:00+00');
  end $$`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
