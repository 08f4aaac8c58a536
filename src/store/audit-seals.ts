import { CompiledQuery, type Kysely, sql } from 'kysely';
import type { AuditKey } from '../audit/keys.ts';
import { type Head, type SealedFields, sealStart } from '../audit/seal.ts';
import { microseconds } from './audit-row.ts';
import type { Connection } from './connection.ts';
import { alive } from './replicas.ts';
import type { Tables } from './schema.ts';

export interface SealedRow extends SealedFields {
  readonly previous: string;
  readonly mac: string;
}

interface Holder {
  readonly me: number;
  readonly key: AuditKey;
}

/** The chain this process writes to from now on: its own, one that a dead process left, or a new one. */
export async function holdChain(on: Kysely<Tables>, holder: Holder): Promise<Head> {
  return (await goOn(on, holder)) ?? (await begin(on, holder));
}

async function goOn(on: Kysely<Tables>, { me, key }: Holder): Promise<Head | undefined> {
  const { rows } = await sql<Head>`
    update audit_chains set owner = ${me} where id = (
      select id from audit_chains where key = ${key.id}
        and (owner = ${me} or not ${alive(sql.ref('audit_chains.owner'))})
      order by owner = ${me} desc, id limit 1 for update skip locked)
    returning id as chain, seq, encode(mac, 'hex') as mac`.execute(on);
  return rows[0];
}

/** Chains are counted without a gap: one that is missing is missed. */
async function begin(on: Kysely<Tables>, { me, key }: Holder): Promise<Head> {
  for (;;) {
    const { rows: seen } = await sql<Head>`
      select id as chain, seq, encode(mac, 'hex') as mac from audit_chains order by id`.execute(on);
    const chain = (seen.at(-1)?.chain ?? 0) + 1;
    const begun = microseconds(Date.now());
    const mac = sealStart(key, { chain, key: key.id, begun, seen });
    const { numAffectedRows } = await sql`
      insert into audit_chains (id, key, begun_at, seen, start, owner, seq, mac)
      values (${chain}, ${key.id}, ${begun}, ${JSON.stringify(seen)}, decode(${mac}, 'hex'), ${me}, 0,
        decode(${mac}, 'hex')) on conflict do nothing`.execute(on);
    // Else another process had the number first.
    if (numAffectedRows) return { chain, seq: 0, mac };
  }
}

interface Written {
  readonly me: number;
  readonly from: Head;
  readonly rows: readonly SealedRow[];
}

/** Each with the type that its place in the statement has. */
const columns = {
  at: 'timestamptz',
  seq: 'bigint',
  previous: 'bytea',
  mac: 'bytea',
  replica: 'integer',
  event: 'text',
  person: 'text',
  actor: 'jsonb',
  place: 'jsonb',
  line: 'text',
  operation: 'integer',
  targets: 'text[]',
  outcome: 'text',
  detail: 'text',
  duration: 'integer',
} as const satisfies Readonly<Partial<Record<keyof SealedRow, string>>>;

/** Values of the statement before those of the rows. */
const MOVE = 6;

/**
 * Moves the chain on and adds as many rows, or does neither. Each value is one of the statement: to unpack JSON takes the
 * server a quarter of the time that a line waits here.
 */
function writing(rows: number): string {
  const names = Object.keys(columns).join(', ');
  let place = MOVE;
  const row = () =>
    `(${Object.values(columns)
      .map((type) => {
        place += 1;
        return `$${place}::${type}`;
      })
      .join(', ')})`;
  return `with moved as (
      update audit_chains set seq = $5, mac = $6, moved_at = now()
      where id = $1 and owner = $2 and seq = $3 and mac = $4 returning id)
    insert into audit (chain, ${names.replace('duration', 'duration_ms')})
    select moved.id, ${names} from (values ${Array.from({ length: rows }, row).join(', ')}) as row (${names}), moved
    order by seq`;
}

/** Most lines write one row and wait for it, so its plan is kept: see {@link Connection.dialect}. */
const writeOne = `/* plan audit-write */ ${writing(1)}`;

/** Moves the chain on and adds the rows, in one statement; false when the chain is not where it was thought to be. */
export async function insertSealed(
  on: Kysely<Tables>,
  { me, from, rows }: Written,
): Promise<boolean> {
  const last = rows.at(-1) ?? from;
  const moved = [from.chain, me, from.seq, bytes(from.mac), last.seq, bytes(last.mac)];
  const write = rows.length === 1 ? writeOne : writing(rows.length);
  const { numAffectedRows } = await on.executeQuery(
    CompiledQuery.raw(write, [...moved, ...rows.flatMap(valuesOf)]),
  );
  return Number(numAffectedRows) === rows.length;
}

function valuesOf(row: SealedRow): readonly unknown[] {
  const stored = {
    ...row,
    previous: bytes(row.previous),
    mac: bytes(row.mac),
    actor: JSON.stringify(row.actor),
    place: row.place === null ? null : JSON.stringify(row.place),
  };
  return (Object.keys(columns) as (keyof typeof columns)[]).map((name) => stored[name]);
}

function bytes(hex: string): Buffer {
  return Buffer.from(hex, 'hex');
}

/** Makes room for the rows of `2026-11`. */
export async function makeMonth(on: Kysely<Tables>, month: string): Promise<void> {
  await sql`select audit_month(${`${month}-01`}::date)`.execute(on);
}
