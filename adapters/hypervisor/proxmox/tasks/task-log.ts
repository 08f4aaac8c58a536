import { z } from 'zod';
import { type Client, path } from '../client/client.ts';
import type { Upid } from './upid.ts';

/** The log of one task of Proxmox, read in pages: by default it gives only 50 lines. */
export interface TaskLog {
  /** Reads what is new; of very much only the end. Gives the lines so far, oldest first. */
  more(signal: AbortSignal): Promise<readonly string[]>;
  /** The last lines. */
  tail(signal: AbortSignal): Promise<readonly string[]>;
  /** Every line that fits, of however many. */
  matching(fits: RegExp, signal: AbortSignal): Promise<readonly string[]>;
}

const Lines = z.array(z.object({ n: z.number(), t: z.string() }));

/** Lines of one page; a page of 5,000 usual lines is half a megabyte. */
const PAGE = 5_000;
/** Lines kept for telling how far it is. */
const KEPT = 500;
const TAIL = 50;

export function createTaskLog(client: Client, { node, upid }: Upid): TaskLog {
  let next = 0;
  let lines: readonly string[] = [];

  async function page(start: number, limit: number, signal: AbortSignal) {
    const params = { start, limit };
    const asked = path`/nodes/${node}/tasks/${upid}/log`;
    const { data, total } = await client.page(asked, { schema: Lines, params, signal });
    // A log without a line yet is given as one line that says so.
    const said = total === 0 ? [] : data.filter(({ t }) => t !== 'no content');
    return { lines: said.map(({ t }) => t), total: total ?? start + said.length };
  }

  return {
    async more(signal) {
      const first = await page(next, KEPT, signal);
      const skips = first.total > next + KEPT;
      const start = skips ? first.total - KEPT : next;
      const read = skips ? await page(start, KEPT, signal) : first;
      next = start + read.lines.length;
      lines = [...lines, ...read.lines].slice(-KEPT);
      return lines;
    },
    async tail(signal) {
      const start = Math.max(0, next - TAIL);
      const first = await page(start, KEPT, signal);
      if (first.total <= start + KEPT) return first.lines.slice(-TAIL);
      return (await page(first.total - TAIL, TAIL, signal)).lines;
    },
    async matching(fits, signal) {
      const found: string[] = [];
      for (let start = 0, total = 1; start < total; start += PAGE) {
        const read = await page(start, PAGE, signal);
        found.push(...read.lines.filter((line) => fits.test(line)));
        total = read.total;
      }
      return found;
    },
  };
}
