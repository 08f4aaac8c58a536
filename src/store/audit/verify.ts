import { type Kysely, sql } from 'kysely';
import { checkAnchors, type StoredAnchor } from '../../audit/anchors.ts';
import { plainKey } from '../../audit/keys.ts';
import type { Head, Run } from '../../audit/seal.ts';
import type { VerifyOptions, VerifyReport } from '../../audit/trail.ts';
import {
  type AuditRow,
  type ChainReport,
  checkChain,
  type Finding,
  type StoredChain,
  type Witness,
} from '../../audit/verify.ts';
import type { Tables } from '../schema.ts';
import type { TrailParts } from './trail.ts';

/** Rows that are in memory at a time. */
const PAGE = 1_000;
/** Findings that are told one by one. */
const TOLD = 100;

type Parts = TrailParts & VerifyOptions;

/**
 * Reads every chain once, a page at a time: no transaction stays open meanwhile, for retention would wait for it and
 * everybody who writes would wait for retention. What is added meanwhile is left out.
 */
export async function verifyAudit(db: Kysely<Tables>, parts: Parts): Promise<VerifyReport> {
  const { keys, signal } = parts;
  const findings: Finding[] = [];
  let more = 0;
  const find = (finding: Finding) => {
    if (findings.length < TOLD) findings.push(finding);
    else more += 1;
  };
  const own = parts.head();
  const chains = await readChains(db);
  const anchors = await readAnchors(db);
  const plain = new Set(chains.filter(isPlain).map(({ chain }) => chain));
  const runs = checkAnchors(anchors, { keys, plain, find });
  for (const finding of lateWithoutKey(chains)) find(finding);
  const witnesses = witnessesOf(chains, own, parts.heads);
  const reports: ChainReport[] = [];
  for (const chain of chains) {
    const rows = readRows(db, chain.head, signal);
    const its = <T extends Run | Witness>(all: readonly T[]) =>
      all.filter((one) => one.chain === chain.chain);
    const about = { keys, runs: its(runs).toSorted(byFrom), witnesses: its(witnesses), find };
    reports.push(await checkChain(chain, rows, about));
    for (const row of await rowsBeyond(db, chain.chain)) {
      find({ is: 'added', chain: chain.chain, id: row.id, seq: row.seq });
    }
  }
  const known = chains.map(({ chain }) => chain);
  for (const chain of unseen(known, witnesses)) find({ is: 'chain-missing', chain });
  for (const chain of await strangers(db, known)) find({ is: 'chain-unknown', chain });
  return { chains: reports, findings, more, anchors: anchors.length };
}

function isPlain({ key }: StoredChain): boolean {
  return key === plainKey.id;
}

/** The first key holds all that was there before it; what began without one later is held by nothing. */
function lateWithoutKey(chains: readonly StoredChain[]): readonly Finding[] {
  const keyed = chains.find((one) => !isPlain(one))?.chain ?? Number.POSITIVE_INFINITY;
  return chains
    .filter((one) => isPlain(one) && one.chain > keyed)
    .map(({ chain }) => ({ is: 'without-key', chain, keyed }));
}

function byFrom(a: Run, b: Run): number {
  return a.from - b.from;
}

/** Whoever says how far a chain is: the database, this process, the log, and every chain that began later. */
function witnessesOf(
  chains: readonly StoredChain[],
  own: Head | undefined,
  heads: readonly Head[],
): readonly Witness[] {
  return [
    ...chains.map(({ head }): Witness => ({ ...head, by: 'database' })),
    ...chains.flatMap(({ seen }) => seen.map((head): Witness => ({ ...head, by: 'chain' }))),
    ...heads.map((head): Witness => ({ ...head, by: 'log' })),
    ...(own ? [{ ...own, by: 'process' } as const] : []),
  ].filter(({ seq }) => seq > 0);
}

/** Chains are counted without a gap. */
function unseen(known: readonly number[], witnesses: readonly Witness[]): readonly number[] {
  const most = Math.max(0, ...known, ...witnesses.map(({ chain }) => chain));
  return Array.from({ length: most }, (_, at) => at + 1).filter((chain) => !known.includes(chain));
}

const micros = (column: string) =>
  sql`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

async function readChains(db: Kysely<Tables>): Promise<readonly StoredChain[]> {
  const { rows } = await sql<Omit<StoredChain, 'head'> & Omit<Head, 'chain'>>`
    select id as chain, key, ${micros('begun_at')} as begun, seen, encode(start, 'hex') as start, seq,
      encode(mac, 'hex') as mac
    from audit_chains order by id`.execute(db);
  return rows.map(({ seq, mac, ...chain }) => ({
    ...chain,
    head: { chain: chain.chain, seq, mac },
  }));
}

async function readAnchors(db: Kysely<Tables>): Promise<readonly StoredAnchor[]> {
  const { rows } = await sql<StoredAnchor>`
    select id, part, rows, first_id as "firstId", last_id as "lastId", ${micros('dropped_at')} as dropped, runs,
      encode(previous, 'hex') as previous, key, encode(mac, 'hex') as mac
    from audit_anchors order by id`.execute(db);
  return rows;
}

/** Up to what was its head when it was asked for. */
async function* readRows(
  db: Kysely<Tables>,
  { chain, seq: last }: Head,
  signal: AbortSignal,
): AsyncGenerator<AuditRow> {
  let after = { seq: Number.MIN_SAFE_INTEGER, id: 0 };
  for (;;) {
    signal.throwIfAborted();
    const { rows } = await sql<AuditRow>`
      select id, chain, seq, ${micros('at')} as at, replica, event, person, actor, place, line, operation, targets,
        outcome, detail, duration_ms as duration, encode(previous, 'hex') as previous, encode(mac, 'hex') as mac
      from audit where chain = ${chain} and seq <= ${last} and (seq, id) > (${after.seq}, ${after.id})
      order by seq, id limit ${PAGE}`.execute(db);
    yield* rows;
    const end = rows.at(-1);
    if (rows.length < PAGE || !end) return;
    after = end;
  }
}

interface Place {
  readonly id: number;
  readonly seq: number;
}

/** Rows that stand where the chain has not come yet. */
async function rowsBeyond(db: Kysely<Tables>, chain: number): Promise<readonly Place[]> {
  const { rows } = await sql<Place>`
    select id, seq from audit where chain = ${chain}
      and seq > (select seq from audit_chains where id = ${chain}) order by seq, id limit ${PAGE}`.execute(
    db,
  );
  return rows;
}

/** Chains that only rows know of. */
async function strangers(db: Kysely<Tables>, known: readonly number[]): Promise<readonly number[]> {
  const { rows } = await sql<{ readonly chain: number }>`
    select distinct chain from audit where chain <> all(${[...known]}::integer[])
      and not exists (select from audit_chains where id = audit.chain) order by chain limit ${PAGE}`.execute(
    db,
  );
  return rows.map(({ chain }) => chain);
}
