import { z } from 'zod';
import { leavesOutcomeOpen } from '../../../../src/errors.ts';
import type { Look } from '../../../../src/operation.ts';
import { pause } from '../../../../src/wait.ts';
import { type Client, path } from '../client/client.ts';
import type { Act } from './tasks.ts';
import { parseUpid, type Upid } from './upid.ts';

export interface Sought {
  readonly act: Pick<Act, 'node' | 'id' | 'types'>;
  /** When it may have begun, by their clock. */
  readonly since: number;
  /** From here on it can no longer be on its way, by their clock. */
  readonly settledAt: number;
  /** The bot there: `nakhoda@pve!bot`. */
  readonly identity: string;
  /** Tasks that are known to be something else. */
  readonly besides: readonly string[];
}

const List = z.array(z.object({ upid: z.string() }));
/** Entries of one page; the default is 50. */
const PAGE = 500;
const PAUSE = 1_000;

/**
 * Whether an act whose answer was lost took place: by its node's list of tasks. Nothing is sent again. A list that is
 * refused says nothing about the act.
 */
export async function findTask(
  client: Client,
  sought: Sought,
  signal: AbortSignal,
): Promise<Look<{ readonly upid: string }>> {
  try {
    return await search(client, sought, signal);
  } catch (error) {
    if (leavesOutcomeOpen(error)) throw error;
    const why = error instanceof Error ? error.message : String(error);
    return { found: 'unknown', why: `The list of tasks cannot be read: ${why}` };
  }
}

async function search(
  client: Client,
  sought: Sought,
  signal: AbortSignal,
): Promise<Look<{ readonly upid: string }>> {
  for (;;) {
    const settled = client.now() >= sought.settledAt;
    const [found, ...others] = await candidates(client, sought, signal);
    if (others.length > 0) {
      const why = `${others.length + 1} tasks on ${sought.act.node} could be it, each begun then by ${sought.identity}`;
      return { found: 'unknown', why };
    }
    if (found) return { found: 'done', result: { upid: found.upid } };
    if (settled) return { found: 'not-done' };
    const left = sought.settledAt - client.now();
    await pause(Math.min(PAUSE, Math.max(1, left)), signal);
  }
}

async function candidates(client: Client, sought: Sought, signal: AbortSignal): Promise<Upid[]> {
  const { act, since, identity, besides } = sought;
  // UPIDs tell time to the second.
  const from = Math.floor(since / 1_000) - 1;
  const params = {
    source: 'all',
    limit: PAGE,
    since: from,
    ...(/^\d+$/.test(act.id) && { vmid: Number(act.id) }),
  };
  const asked = path`/nodes/${act.node}/tasks`;
  const list = await client.get(asked, { schema: List, params, signal });
  const all = [...new Set(list.map(({ upid }) => upid))].map(parseUpid);
  return all.filter(
    (upid): upid is Upid =>
      upid !== undefined &&
      act.types.includes(upid.type) &&
      upid.id === act.id &&
      upid.user === identity &&
      upid.startedAt >= from * 1_000 &&
      !besides.includes(upid.upid),
  );
}
