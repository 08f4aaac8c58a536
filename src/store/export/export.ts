import { createHash, type Hash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { Kysely, sql, type Transaction } from 'kysely';
import { BotError } from '../../errors.ts';
import type { Connection, CopySession } from '../connection.ts';
import type { Tables } from '../schema.ts';
import { bookkeeping, tables } from '../tables.ts';
import { readVersion } from '../upgrade/versions.ts';
import { END_OF_ROWS, FORMAT, type Footer, type Header, line } from './format.ts';
import { writeWhole } from './whole-file.ts';

export interface Exported {
  readonly file: string;
  readonly schema: number;
  /** Operations that wait or run in it. */
  readonly open: number;
  /** Rows of each table. */
  readonly rows: Readonly<Record<string, number>>;
}

type Trx = Transaction<Tables>;

/**
 * Writes all tables as they are at one moment into one new file, while others go on. Throws `not-found` where there
 * is no store yet, `conflict`, `invalid` and `failed` for the file; then no file is left.
 */
export async function exportStore(
  connection: Connection,
  file: string,
  signal?: AbortSignal,
): Promise<Exported> {
  const session = await connection.session();
  const db = new Kysely<Tables>({ dialect: session.dialect });
  let failure: unknown;
  const written = async (trx: Trx) => {
    try {
      return await write({ trx, session }, file, signal);
    } catch (error) {
      failure = error;
      // The server would go on copying to nobody, and not hear a rollback before it is done.
      await session.close();
      throw error;
    }
  };
  try {
    const exported = await db
      .transaction()
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only')
      .execute(written);
    // The file is whole, whether or not a full disk or a server that only reads takes a note of it.
    const note = { file, rows: exported.rows };
    if (exported.schema > 1) await rememberFact(db, 'exported', note).catch(() => {});
    return exported;
  } catch (error) {
    throw failure ?? error;
  } finally {
    await session.close();
  }
}

interface Source {
  readonly trx: Trx;
  readonly session: CopySession;
}

async function write(source: Source, file: string, signal?: AbortSignal): Promise<Exported> {
  const { version } = await readVersion(source.trx);
  if (version === 0) {
    throw new BotError('not-found', 'There is no store to export yet', {
      hint: 'Nothing was written. It is made with the first start of the bot.',
    });
  }
  const rows: Record<string, number> = {};
  await writeWhole(file, (output) =>
    pipeline(Readable.from(content(source, version, rows)), createGzip(), output, {
      ...(signal && { signal }),
    }),
  );
  const { rows: left } = await sql<{ readonly open: number }>`
    select count(*)::int as open from operations where state in ('waiting', 'running')`.execute(
    source.trx,
  );
  return { file, schema: version, rows, open: left[0]?.open ?? 0 };
}

async function* content(source: Source, schema: number, rows: Record<string, number>) {
  const hash = createHash('sha256');
  yield* hashed(hash, everything(source, schema, rows));
  const last = await lastNumbers(source.trx, Object.keys(rows));
  yield Buffer.from(line({ rows, last, sha256: hash.digest('hex') } satisfies Footer));
}

async function* hashed(hash: Hash, chunks: AsyncIterable<Buffer>) {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}

async function* everything({ trx, session }: Source, schema: number, rows: Record<string, number>) {
  const { rows: told } = await sql<{ server_version: string }>`show server_version`.execute(trx);
  const header: Header = {
    format: FORMAT,
    schema,
    at: new Date().toISOString(),
    postgres: told[0]?.server_version ?? '',
  };
  yield Buffer.from(line(header));
  for (const [table, columns] of await columnsOf(trx)) {
    yield Buffer.from(line({ table, columns }));
    const copy = session.copyOut(
      `copy (select ${columns.map(quoted)} from ${quoted(table)}${carried(table)}) to stdout`,
    );
    for await (const chunk of copy) yield chunk as Buffer;
    rows[table] = (copy as { readonly rowCount?: number }).rowCount ?? 0;
    yield Buffer.from(END_OF_ROWS);
  }
}

/** An open arrival holds a token to answer with, and a code that could still be used would be good in two stores. */
function carried(table: string): string {
  if (table === 'arrivals') return ' where dealt_at is not null';
  return table === 'claim_codes' ? ' where used_at is not null' : '';
}

/** The columns of those of our tables that this schema has, in the order of our list. */
async function columnsOf(trx: Trx): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await sql<{ readonly table: string; readonly columns: string[] }>`
    select c.relname as table, array_agg(a.attname::text order by a.attnum) as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.oid in (select to_regclass(name) from unnest(${[...tables]}::text[]) as name)
      and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    group by c.relname`.execute(trx);
  const found = new Map(rows.map(({ table, columns }) => [table, columns]));
  return new Map(
    tables.flatMap((name) => (found.has(name) ? [[name, found.get(name) ?? []]] : [])),
  );
}

/** Numbers are never given twice, also where the rows that had the last ones are gone. */
async function lastNumbers(trx: Trx, names: readonly string[]): Promise<Record<string, number>> {
  const last: Record<string, number> = {};
  for (const name of names) {
    const { rows } = await sql<{ readonly value: number }>`
      select coalesce(pg_sequence_last_value(pg_get_serial_sequence(${name}, attname)::regclass), 0) as value
      from pg_attribute where attrelid = to_regclass(${name}) and attidentity <> ''`.execute(trx);
    if (rows[0]) last[name] = rows[0].value;
  }
  return last;
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Writes down that it was done now. */
export async function rememberFact(
  db: Kysely<Tables>,
  name: 'exported' | 'imported',
  detail: unknown,
): Promise<void> {
  await sql`insert into ${sql.table(bookkeeping[1])} (name, detail)
    values (${name}, ${JSON.stringify(detail)}) on conflict (name)
    do update set at = now(), detail = excluded.detail`.execute(db);
}
