import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import type { z } from 'zod';
import { BotError } from '../../errors.ts';
import { END_OF_ROWS, FORMAT, Footer, Header, TableLine } from './format.ts';

/** What is made of an export while it is read; the rows of a table must be read to their end. */
export interface Reader {
  header(header: Header): Promise<void>;
  table(table: TableLine, rows: AsyncIterable<Buffer>): Promise<void>;
}

/**
 * Reads an export from its first to its last line and gives its sums. Throws `invalid` for a file that is cut off, was
 * changed, or is none: nothing the reader was given may stand then.
 */
export async function readExport(file: string, reader: Reader): Promise<Footer> {
  const bytes = createReadStream(file);
  const unpacked = createGunzip();
  bytes.on('error', (error) => unpacked.destroy(error));
  try {
    return await readLines(bytes.pipe(unpacked), reader);
  } catch (error) {
    throw inWords(file, error);
  } finally {
    bytes.destroy();
  }
}

/** The file is not whole, whatever shows it. */
class Damage extends Error {
  override readonly name = 'Damage';
}

async function readLines(chunks: AsyncIterable<Buffer>, reader: Reader): Promise<Footer> {
  const hash = createHash('sha256');
  const all = linesOf(chunks);
  const rows: Record<string, number> = {};
  let next = await take(all);
  hash.update(next);
  await reader.header(parse(Header, next));
  for (next = await take(all); !next.includes('"sha256":'); next = await take(all)) {
    hash.update(next);
    const table = parse(TableLine, next);
    rows[table.table] = 0;
    const counted = async function* () {
      for (let row = await take(all); !isEnd(row); row = await take(all)) {
        hash.update(row);
        rows[table.table] = (rows[table.table] ?? 0) + 1;
        yield row;
      }
      hash.update(END_OF_ROWS);
    };
    await reader.table(table, counted());
  }
  const footer = parse(Footer, next);
  const more = await all.next();
  if (!more.done || hash.digest('hex') !== footer.sha256) throw new Damage('its sum is another');
  return footer;
}

function isEnd(row: Buffer): boolean {
  return row.length === END_OF_ROWS.length && row.toString('latin1') === END_OF_ROWS;
}

async function take(lines: AsyncGenerator<Buffer, void>): Promise<Buffer> {
  const { value, done } = await lines.next();
  if (done) throw new Damage('it ends too early');
  return value;
}

function parse<T>(shape: z.ZodType<T>, text: Buffer): T {
  try {
    return shape.parse(JSON.parse(text.toString()));
  } catch (cause) {
    throw new Damage(`a line of it is no ${FORMAT}`, { cause });
  }
}

/** Each line with its newline; what stands behind the last one is a line that was cut off. */
async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  let rest: Buffer[] = [];
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      const line = chunk.subarray(from, end + 1);
      yield rest.length === 0 ? line : Buffer.concat([...rest, line]);
      rest = [];
      from = end + 1;
    }
    if (from < chunk.length) rest.push(chunk.subarray(from));
  }
}

function inWords(file: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const damaged = error instanceof Damage || /^Z_|^ERR_.*ZLIB/.test(code);
  if (damaged) {
    const why = error instanceof Error ? error.message : String(error);
    return new BotError('invalid', `${file} is no whole export: ${why}`, {
      hint: 'Nothing was changed. Copy it again from where it was written, or take another one.',
      cause: error,
    });
  }
  if (!/^(ENOENT|EACCES|EISDIR|ENOTDIR)$/.test(code)) return error;
  return new BotError('invalid', `${file} cannot be read: ${(error as Error).message}`, {
    hint: 'Nothing was changed. Name a file that store export wrote.',
    cause: error,
  });
}
