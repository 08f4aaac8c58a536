import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as turn } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import { figureNames, type Sample } from '../../metrics/sample.ts';
import type { Connection } from '../connection.ts';
import type { Tables } from '../schema.ts';

const DAY_MS = 24 * 60 * 60_000;
/** Milliseconds for one batch: a database that hangs must not hold up the next. */
const BATCH_MS = 20_000;

/** Writes batches of samples by COPY, on a connection of its own for each: a batch comes every few seconds. */
export function createWriter(
  db: Kysely<Tables>,
  session: Connection['session'],
): (samples: readonly Sample[]) => Promise<void> {
  const roomFor = new Set<number>();
  return async (samples) => {
    if (samples.length === 0) return;
    for (const day of new Set(samples.map(({ at }) => Math.floor(at / DAY_MS)))) {
      if (roomFor.has(day)) continue;
      const moment = new Date(day * DAY_MS);
      await sql`select metrics_room('samples', 'day', ${moment})`.execute(db);
      roomFor.add(day);
    }
    const own = await session();
    try {
      const into = own.copyIn('copy samples from stdin');
      await pipeline(Readable.from(lines(samples)), into, {
        signal: AbortSignal.timeout(BATCH_MS),
      });
    } catch (error) {
      // A day may have been dropped meanwhile.
      roomFor.clear();
      throw error;
    } finally {
      await own.close();
    }
  };
}

/** Rows of one chunk: few enough writes, no string of megabytes. */
const CHUNK = 500;

/**
 * The text format, columns in the order of the table; numbers and dates hold nothing that would have to be escaped.
 * https://www.postgresql.org/docs/18/sql-copy.html#SQL-COPY-FILE-FORMATS
 */
async function* lines(samples: readonly Sample[]): AsyncGenerator<string> {
  for (let at = 0; at < samples.length; at += CHUNK) {
    yield samples
      .slice(at, at + CHUNK)
      .map(line)
      .join('');
    // Others get their turn: ten thousand rows at once would keep them waiting.
    await turn();
  }
}

function line(sample: Sample): string {
  const figures = figureNames.map((name) => cell(sample[name]));
  return `${sample.series}\t${new Date(sample.at).toISOString()}\t${figures.join('\t')}\n`;
}

/** What is no finite number is not known. */
function cell(value: number | undefined): string {
  return value !== undefined && Number.isFinite(value) ? String(value) : '\\N';
}
