import { z } from 'zod';
import { BotError } from '../../../src/errors.ts';
import { someAtOnce } from '../../../src/flow/some-at-once.ts';
import { type Client, path } from './client/client.ts';
import { type Guest, isGuest, isNode, type Resource } from './resources.ts';
import { word } from './row.ts';

const Config = z.object({ name: word, hostname: word });
/** Milliseconds for one answer. */
const DEADLINE_MS = 2_500;
/** Asked for in one list; more come when a node has lost its figures, and wait for the next sample. */
const MOST = 40;

/**
 * A machine that was just made stands in the list without its name until its node's next sample, up to ten seconds
 * (pvestatd(8)). Its configuration has the name at once, and is asked once.
 */
export function createNewNames(client: Pick<Client, 'get'>) {
  const known = new Map<number, string>();

  const ask = async ({ node, type, vmid }: Guest, signal: AbortSignal): Promise<void> => {
    try {
      const options = { schema: Config, signal, deadlineMs: DEADLINE_MS };
      const asked = path`/nodes/${node}/${type}/${vmid}/config`;
      const { name, hostname } = await client.get(asked, options);
      const found = name ?? hostname;
      if (found !== undefined) known.set(vmid, found);
    } catch (error) {
      // It goes by its number until the list has it.
      if (!(error instanceof BotError)) throw error;
    }
  };

  return async (rows: readonly Resource[], signal: AbortSignal): Promise<readonly Resource[]> => {
    const nameless = rows.filter(isGuest).filter(({ name }) => !name);
    const there = new Set(nameless.map(({ vmid }) => vmid));
    for (const vmid of known.keys()) if (!there.has(vmid)) known.delete(vmid);
    if (nameless.length === 0) return rows;
    const off = new Set(rows.filter(isNode).flatMap((one) => (isOff(one) ? [one.node] : [])));
    const asked = nameless.filter(({ vmid, node }) => !known.has(vmid) && !off.has(node));
    await someAtOnce(asked.slice(0, MOST), (guest) => ask(guest, signal));
    return rows.map((row) =>
      isGuest(row) && !row.name ? { ...row, name: known.get(row.vmid) } : row,
    );
  };
}

function isOff({ status }: Resource): boolean {
  return status === 'offline';
}
