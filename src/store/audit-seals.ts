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

/** Every line waits for it, so its plan is kept: see {@link Connection.dialect}. */
const write = `/* plan audit-write */ select audit_write($1, $2, $3, decode($4, 'hex'), $5::jsonb) as written`;

/** Moves the chain on and adds the rows, in one statement; false when the chain is not where it was thought to be. */
export async function insertSealed(
  on: Kysely<Tables>,
  { me, from, rows }: Written,
): Promise<boolean> {
  const stored = rows.map((row) => ({
    ...row,
    previous: `\\x${row.previous}`,
    mac: `\\x${row.mac}`,
  }));
  const values = [from.chain, me, from.seq, from.mac, JSON.stringify(stored)];
  const { rows: told } = await on.executeQuery<{ readonly written: boolean }>(
    CompiledQuery.raw(write, values),
  );
  return told[0]?.written ?? false;
}

/** Makes room for the rows of `2026-11`. */
export async function makeMonth(on: Kysely<Tables>, month: string): Promise<void> {
  await sql`select audit_month(${`${month}-01`}::date)`.execute(on);
}
