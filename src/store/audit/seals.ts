import { CompiledQuery, type Kysely, sql } from 'kysely';
import type { AuditKey } from '../../audit/keys.ts';
import { type Head, type SealedFields, sealStart } from '../../audit/seal.ts';
import type { Connection } from '../connection.ts';
import { alive } from '../replicas/replicas.ts';
import type { Tables } from '../schema.ts';
import { microseconds } from './row.ts';

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

/** Each with its type in the statement; of many rows it is an array of that, and an array of arrays would be none. */
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
  targets: 'text',
  outcome: 'text',
  detail: 'text',
  duration: 'integer',
} as const satisfies Partial<Record<keyof SealedRow, string>>;

const names = Object.keys(columns) as (keyof typeof columns)[];

/** Moves the chain on and adds the rows, or does neither; both statements take the same values first. */
const writing = (rows: string) => `with moved as (
    update audit_chains set seq = $5, mac = $6, moved_at = now()
    where id = $1 and owner = $2 and seq = $3 and mac = $4 returning id)
  insert into audit (chain, ${names.join(', ').replace('duration', 'duration_ms')})
  select moved.id, ${names.join(', ').replace('targets', 'targets::text[]')}
  from moved, ${rows} order by seq`;

/** Of a row, or of an array with all rows. */
const places = (array: '' | '[]') =>
  names.map((name, at) => `$${7 + at}::${columns[name]}${array}`);

/**
 * Every line waits for it, so its plan is kept (see {@link Connection.dialect}), and each value is handed over by
 * itself: to unpack JSON takes the server a quarter of the time that a line waits here, to unpack arrays a sixth.
 */
const writeOne = `/* plan audit-write */ ${writing(
  `(select ${places('')
    .map((place, at) => `${place} as ${names[at]}`)
    .join(', ')}) as row`,
)}`;
const writeMany = `/* plan audit-write-many */ ${writing(
  `unnest(${places('[]').join(', ')}) as row (${names.join(', ')})`,
)}`;

/** Moves the chain on and adds the rows, in one statement; false when the chain is not where it was thought to be. */
export async function insertSealed(
  on: Kysely<Tables>,
  { me, from, rows }: Written,
): Promise<boolean> {
  const last = rows.at(-1) ?? from;
  const moved = [from.chain, me, from.seq, bytes(from.mac), last.seq, bytes(last.mac)];
  const stored = rows.map(storedAs);
  const [only] = stored;
  const write =
    only && stored.length === 1
      ? CompiledQuery.raw(writeOne, [...moved, ...names.map((name) => only[name])])
      : CompiledQuery.raw(writeMany, [
          ...moved,
          ...names.map((name) => stored.map((row) => row[name])),
        ]);
  const { numAffectedRows } = await on.executeQuery(write);
  return Number(numAffectedRows) === rows.length;
}

function storedAs(row: SealedRow): Readonly<Record<keyof typeof columns, unknown>> {
  return {
    ...row,
    previous: bytes(row.previous),
    mac: bytes(row.mac),
    actor: JSON.stringify(row.actor),
    place: row.place === null ? null : JSON.stringify(row.place),
    targets: arrayText(row.targets),
  };
}

function bytes(hex: string): Buffer {
  return Buffer.from(hex, 'hex');
}

/** As PostgreSQL reads an array: https://www.postgresql.org/docs/18/arrays.html#ARRAYS-IO */
function arrayText(words: readonly string[]): string {
  return `{${words.map((word) => `"${word.replace(/["\\]/g, String.raw`\$&`)}"`).join(',')}}`;
}

/** Makes room for the rows of `2026-11`. */
export async function makeMonth(on: Kysely<Tables>, month: string): Promise<void> {
  await sql`select audit_month(${`${month}-01`}::date)`.execute(on);
}
