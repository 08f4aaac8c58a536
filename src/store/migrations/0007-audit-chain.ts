import { type Kysely, sql } from 'kysely';
import { plainKey } from '../../audit/keys.ts';
import { type SealedFields, sealRow, sealStart } from '../../audit/seal.ts';

const shape = [
  `alter table audit rename to audit_before`,
  `alter table audit_before rename constraint audit_pkey to audit_before_pkey`,
  `drop index audit_by_time`,
  // In months, by the time at which a row was sealed; whole months go when they are too old.
  `create table audit (
    id bigint generated always as identity,
    at timestamptz not null,
    chain integer not null,
    seq bigint not null,
    previous bytea not null,
    mac bytea not null,
    replica integer,
    event text not null,
    person text,
    actor jsonb not null,
    place jsonb,
    line text not null,
    operation integer,
    targets text[] not null,
    outcome text not null,
    detail text,
    duration_ms integer,
    primary key (id, at),
    unique (chain, seq, at)
  ) partition by range (at)`,
  `create index audit_by_time on audit (at, id)`,
  // Each process that writes has a chain to itself; the next one goes on with it.
  `create table audit_chains (
    id integer primary key,
    key text not null,
    begun_at timestamptz not null,
    seen jsonb not null,
    start bytea not null,
    owner integer not null,
    seq bigint not null,
    mac bytea not null,
    moved_at timestamptz not null default now()
  ) with (fillfactor = 50)`,
  `create table audit_anchors (
    id integer primary key,
    part text not null,
    rows bigint not null,
    first_id bigint not null,
    last_id bigint not null,
    dropped_at timestamptz not null,
    runs jsonb not null,
    previous bytea not null,
    key text not null,
    mac bytea not null
  )`,
  // An import makes these before the rows come.
  `create table audit_months (month date primary key)`,
  `create or replace function refuse_change() returns trigger language plpgsql as
    $$ begin raise exception 'the audit is append-only'; end $$`,
  `create trigger audit_is_append_only before update or delete or truncate on audit
    for each statement execute function refuse_change()`,
  `create trigger audit_anchors_stay before update or delete or truncate on audit_anchors
    for each statement execute function refuse_change()`,
  `create trigger audit_chains_stay before delete or truncate on audit_chains
    for each statement execute function refuse_change()`,
  `create trigger audit_chains_move before update on audit_chains
    for each row when ((new.id, new.key, new.begun_at, new.seen, new.start) is distinct from
      (old.id, old.key, old.begun_at, old.seen, old.start) or new.seq < old.seq)
    execute function refuse_change()`,
  // Moves the chain on and adds the rows, or does neither. A function, because its plans are kept: a line waits for it.
  `create function audit_write(which integer, me integer, before bigint, seal bytea, sealed jsonb) returns boolean
    language plpgsql as $$ begin
    update audit_chains set seq = (sealed -> -1 ->> 'seq')::bigint, mac = (sealed -> -1 ->> 'mac')::bytea,
        moved_at = now()
      where id = which and owner = me and seq = before and mac = seal;
    if not found then return false; end if;
    insert into audit (at, chain, seq, previous, mac, replica, event, person, actor, place, line, operation,
      targets, outcome, detail, duration_ms)
    select at, chain, seq, previous, mac, replica, event, person, actor, place, line, operation, targets,
      outcome, detail, duration
    from jsonb_to_recordset(sealed) as row (at timestamptz, chain integer,
      seq bigint, previous bytea, mac bytea, replica integer, event text, person text, actor jsonb,
      place jsonb, line text, operation integer, targets text[], outcome text, detail text, duration integer)
    order by seq;
    return true;
  end $$`,
  // A trigger for statements is of the table they name: each month has its own.
  `create function audit_month(day date) returns void language plpgsql as $$
  declare
    first date := date_trunc('month', day)::date;
    name text := 'audit_' || to_char(first, 'YYYY_MM');
  begin
    if exists (select from audit_months where month = first) then return; end if;
    perform pg_advisory_xact_lock(${0x6e6b_616d});
    if exists (select from audit_months where month = first) then return; end if;
    execute format('create table %I (like audit including defaults including constraints)', name);
    execute format('create trigger audit_is_append_only before update or delete or truncate on %I
      for each statement execute function refuse_change()', name);
    execute format('alter table audit attach partition %I for values from (%L) to (%L)', name,
      to_char(first, 'YYYY-MM-DD') || ' 00:00:00+00',
      to_char(first + interval '1 month', 'YYYY-MM-DD') || ' 00:00:00+00');
    insert into audit_months (month) values (first);
  end $$`,
  `select audit_month(month::date) from (
    select distinct date_trunc('month', at at time zone 'UTC') as month from audit_before) months`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of shape) await sql.raw(statement).execute(db);
  await carryOver(db);
  // A number is never given twice, also where the rows that had the last ones are gone.
  await sql`select setval(pg_get_serial_sequence('audit', 'id'), last) from (
    select pg_sequence_last_value(pg_get_serial_sequence('audit_before', 'id')::regclass) as last) old
    where last is not null`.execute(db);
  await sql`drop table audit_before`.execute(db);
}

const PAGE = 1_000;

type OldRow = Omit<SealedFields, 'chain' | 'seq' | 'person'> & { readonly id: number };

/** The rows from before become one chain without a key; the first chain with one keeps them as they are from then on. */
async function carryOver(db: Kysely<unknown>): Promise<void> {
  let rows = await pageAfter(db, 0);
  if (rows.length === 0) return;
  const begun = new Date().toISOString().replace('Z', '000Z');
  const start = sealStart(plainKey, { chain: 1, key: plainKey.id, begun, seen: [] });
  let mac = start;
  let seq = 0;
  while (rows.length > 0) {
    const sealed = rows.map((old) => {
      seq += 1;
      const row = { ...old, chain: 1, seq, person: null };
      const previous = mac;
      mac = sealRow(plainKey, row, previous);
      return { ...row, previous: `\\x${previous}`, mac: `\\x${mac}` };
    });
    await insert(db, sealed);
    rows = await pageAfter(db, rows.at(-1)?.id ?? 0);
  }
  await sql`insert into audit_chains (id, key, begun_at, seen, start, owner, seq, mac) values
    (1, ${plainKey.id}, ${begun}, '[]', decode(${start}, 'hex'), 0, ${seq}, decode(${mac}, 'hex'))`.execute(
    db,
  );
}

async function pageAfter(db: Kysely<unknown>, id: number): Promise<readonly OldRow[]> {
  const { rows } = await sql<OldRow>`
    select id, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, replica, event, actor,
      place, line, operation, targets, outcome, detail, duration_ms as duration
    from audit_before where id > ${id} order by id limit ${PAGE}`.execute(db);
  return rows;
}

async function insert(db: Kysely<unknown>, rows: readonly object[]): Promise<void> {
  await sql`insert into audit (id, at, chain, seq, previous, mac, replica, event, actor, place, line,
      operation, targets, outcome, detail, duration_ms)
    overriding system value
    select id, at, chain, seq, previous, mac, replica, event, actor, place, line, operation, targets, outcome,
      detail, duration
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (id bigint, at timestamptz, chain integer,
      seq bigint, previous bytea, mac bytea, replica integer, event text, actor jsonb, place jsonb, line text,
      operation integer, targets text[], outcome text, detail text, duration integer)`.execute(db);
}
