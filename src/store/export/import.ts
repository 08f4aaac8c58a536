import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Kysely, sql, type Transaction } from 'kysely';
import { BotError } from '../../errors.ts';
import { makeMonths } from '../audit/months.ts';
import type { Connection, CopySession } from '../connection.ts';
import { liveProcesses } from '../replicas/replicas.ts';
import type { Tables } from '../schema.ts';
import { bookkeeping, tables } from '../tables.ts';
import { lockSchema, runMigrations } from '../upgrade/migrate.ts';
import { type SchemaStep, schemaSteps } from '../upgrade/versions.ts';
import { quoted, rememberFact } from './export.ts';
import type { Header, TableLine } from './format.ts';
import { readExport } from './read.ts';

export interface Imported {
  readonly file: string;
  /** The schema it was written at, and the one it has now. */
  readonly from: number;
  readonly schema: number;
  readonly rows: Readonly<Record<string, number>>;
}

export interface ImportOptions {
  /** The schema that this code knows; tests take another one. */
  readonly steps?: readonly SchemaStep[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Fills an empty store from an export, in one transaction. Throws `invalid` for a file that is not whole,
 * `unsupported` for one of a newer version, `conflict` where the store is not empty or processes work on it.
 */
export async function importStore(
  connection: Connection,
  file: string,
  { steps = schemaSteps, signal }: ImportOptions = {},
): Promise<Imported> {
  const header = await check(file, steps);
  const session = await connection.session();
  const db = new Kysely<Tables>({ dialect: session.dialect });
  try {
    return await db.transaction().execute(async (trx) => {
      await lockSchema(trx, 'alone');
      await refuseUnlessEmpty(trx);
      await rebuild(trx, steps.slice(0, header.schema));
      const { rows, last } = await load({ trx, session, signal }, file);
      signal?.throwIfAborted();
      for (const [table, value] of Object.entries(last)) await countOn(trx, table, value);
      await runMigrations(trx, steps);
      await rememberFact(trx, 'imported', { file, rows });
      return { file, from: header.schema, schema: steps.length, rows };
    });
  } finally {
    await session.close();
  }
}

/** Reads all of it once before anything is touched. */
async function check(file: string, steps: readonly SchemaStep[]): Promise<Header> {
  let found: Header | undefined;
  await readExport(file, {
    async header(header) {
      if (header.schema > steps.length) throw newer(file, header, steps.length);
      found = header;
    },
    async table(_table, rows) {
      for await (const _row of rows);
    },
  });
  return found as Header;
}

function newer(file: string, { schema }: Header, known: number): BotError {
  return new BotError('unsupported', `${file} was written by a newer version of the bot`, {
    hint: `Nothing was changed. Its schema is ${schema}, this bot knows ${known}: import it with that version or a later one.`,
  });
}

type Trx = Transaction<Tables>;

/** A start without a command leaves nothing but the process that started; the others are told by the audit's rows. */
const beside = ['replicas', 'audit_months', 'audit_chains'];

async function refuseUnlessEmpty(trx: Trx): Promise<void> {
  const live = await liveProcesses(trx);
  if (live.length > 0) {
    throw new BotError('conflict', `The bot works on this store: ${live.join(', ')}`, {
      hint: 'Nothing was changed. Stop it everywhere, then import again.',
    });
  }
  const found: string[] = [];
  for (const table of await existing(trx)) {
    await sql`lock table ${sql.table(table)} in access exclusive mode`.execute(trx);
    const { rows } = await sql<{ readonly count: number }>`
      select count(*)::int as count from ${sql.table(table)}`.execute(trx);
    const count = rows[0]?.count ?? 0;
    if (count > 0 && !beside.includes(table)) found.push(`${count} in ${table}`);
  }
  if (found.length === 0) return;
  throw new BotError('conflict', `The store is not empty: ${found.join(', ')}`, {
    hint: 'Nothing was changed. Import into another database, or another data directory (NAKHODA_DATA).',
  });
}

async function existing(trx: Trx): Promise<readonly string[]> {
  const { rows } = await sql<{ readonly name: string }>`
    select name from unnest(${[...tables]}::text[]) as name where to_regclass(name) is not null`.execute(
    trx,
  );
  return rows.map(({ name }) => name);
}

const auditWrite = 'audit_write(integer, integer, bigint, bytea, jsonb)';

/** The empty tables anew, as they were when the export was written. */
async function rebuild(trx: Trx, steps: readonly SchemaStep[]): Promise<void> {
  const old = [...tables, ...bookkeeping, 'kysely_migration', 'kysely_migration_lock'];
  for (const table of old) {
    await sql`drop table if exists ${sql.table(table)} cascade`.execute(trx);
  }
  for (const name of ['refuse_change()', 'audit_month(date)', auditWrite]) {
    await sql`drop function if exists ${sql.raw(name)}`.execute(trx);
  }
  await runMigrations(trx, steps);
}

interface Target {
  readonly trx: Trx;
  readonly session: CopySession;
  readonly signal: AbortSignal | undefined;
}

async function load({ trx, session, signal }: Target, file: string) {
  const rows: Record<string, number> = {};
  const { last } = await readExport(file, {
    async header() {},
    async table(table, lines) {
      await pipeline(Readable.from(lines), session.copyIn(copyInto(table)), {
        ...(signal && { signal }),
      });
      const { rows: counted } = await sql<{ readonly count: number }>`
        select count(*)::int as count from ${sql.table(table.table)}`.execute(trx);
      rows[table.table] = counted[0]?.count ?? 0;
      if (table.table === 'audit_months') await makeMonths(trx);
    },
  });
  return { rows, last };
}

function copyInto({ table, columns }: TableLine): string {
  if (!tables.some((name) => name === table)) {
    throw new BotError('invalid', `The export has a table ${table}, which is none of the bot’s`, {
      hint: 'Nothing was changed.',
    });
  }
  return `copy ${quoted(table)} (${columns.map(quoted)}) from stdin`;
}

/** The next row gets a number that none ever had. */
async function countOn(trx: Trx, table: string, value: number): Promise<void> {
  const column = await counted(trx, table);
  if (value === 0 || column === undefined) return;
  await sql`select setval(pg_get_serial_sequence(${table}, ${column}), greatest(${value}::bigint,
    (select coalesce(max(${sql.ref(column)}), 0) from ${sql.table(table)})))`.execute(trx);
}

/** The column that numbers its rows. */
async function counted(trx: Trx, table: string): Promise<string | undefined> {
  const { rows } = await sql<{ readonly name: string }>`select attname as name from pg_attribute
    where attrelid = to_regclass(${table}) and attidentity <> '' and not attisdropped`.execute(trx);
  return rows[0]?.name;
}
