import { setImmediate as turn } from 'node:timers/promises';

/** Letters that are read in one go: some milliseconds. */
const SLICE = 256 * 1024;
const beginning = '{"data":[';
/** Where one row ends and the next begins; also within a text, or a list within a row. */
const border = '},{';

/**
 * The rows of an answer, read in slices between which the event loop turns: the JSON of ten thousand machines in one
 * go would hold it up. Undefined where the answer is not begun with its rows.
 *
 * A slice ends at a border. What stands between the beginning of a list and a place in it can only be read as a list
 * of its own where that place is between two rows, so a border within a row is noticed and the next one is taken.
 */
export async function rowsOf(body: string): Promise<readonly unknown[] | undefined> {
  if (!body.startsWith(beginning)) return undefined;
  const rows: unknown[] = [];
  let from = beginning.length;
  while (body.length - from > SLICE) {
    const slice = nextSlice(body, from);
    if (slice === undefined) break;
    for (const row of slice.rows) rows.push(row);
    from = slice.to;
    await turn();
  }
  // The last one ends with the list, and whatever stands behind that.
  const rest = listIn(`${beginning}${body.slice(from)}`);
  return rest && [...rows, ...rest];
}

interface Slice {
  readonly rows: readonly unknown[];
  /** Where the next row begins. */
  readonly to: number;
}

function nextSlice(body: string, from: number): Slice | undefined {
  let end = body.indexOf(border, from + SLICE);
  while (end >= 0) {
    const rows = listIn(`${beginning}${body.slice(from, end + 1)}]}`);
    if (rows) return { rows, to: end + border.length - 1 };
    end = body.indexOf(border, end + 1);
  }
  return undefined;
}

function listIn(text: string): readonly unknown[] | undefined {
  try {
    const { data } = JSON.parse(text);
    return Array.isArray(data) ? data : undefined;
  } catch {
    return undefined;
  }
}
