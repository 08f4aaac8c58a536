import { z } from 'zod';
import { leavesOutcomeOpen } from '../../../../src/errors.ts';
import { pause } from '../../../../src/flow/wait.ts';
import type { Look } from '../../../../src/operation.ts';
import { type Client, path } from '../client/client.ts';
import { byEffect, type Candidate } from './by-effect.ts';
import type { Act } from './tasks.ts';
import { parseUpid, type Upid } from './upid.ts';

export interface Sought {
  readonly act: Pick<Act, 'node' | 'id' | 'types' | 'happened'>;
  /** When it may have begun, by their clock. */
  readonly since: number;
  /** From here on it can no longer be on its way, by their clock. */
  readonly settledAt: number;
  /** The bot there: `nakhoda@pve!bot`. */
  readonly identity: string;
  /** Tasks that are known to be something else. */
  readonly besides: readonly string[];
}

const List = z.array(z.object({ upid: z.string(), status: z.string().optional() }));
/** Entries of one page; the default is 50. */
const PAGE = 500;
const PAUSE = 1_000;
/** What the list says in place of an end. */
const running = 'RUNNING';

/**
 * Whether an act whose answer was lost took place: by its node's list of tasks. Nothing is sent again. A list that is
 * refused says nothing about the act.
 */
export async function findTask(
  client: Client,
  sought: Sought,
  signal: AbortSignal,
): Promise<Look<{ readonly upid: string | null }>> {
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
): Promise<Look<{ readonly upid: string | null }>> {
  const { happened } = sought.act;
  for (;;) {
    const settled = client.now() >= sought.settledAt;
    const all = await candidates(client, sought, signal);
    const known = happened
      ? await byEffect(all, () => happened(signal), settled)
      : byList(all, sought, settled);
    if (known) return known;
    const left = sought.settledAt - client.now();
    await pause(Math.min(PAUSE, Math.max(1, left)), signal);
  }
}

function byList(
  [found, ...others]: readonly Candidate[],
  { act, identity }: Sought,
  isSettled: boolean,
): Look<{ readonly upid: string }> | undefined {
  if (others.length > 0) {
    const why = `${others.length + 1} tasks on ${act.node} could be it, each begun then by ${identity}`;
    return { found: 'unknown', why };
  }
  if (found) return { found: 'done', result: { upid: found.upid.upid } };
  return isSettled ? { found: 'not-done' } : undefined;
}

/** Oldest first. */
async function candidates(
  client: Client,
  sought: Sought,
  signal: AbortSignal,
): Promise<readonly Candidate[]> {
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
  const exits = new Map(list.map(({ upid, status = running }) => [upid, status]));
  const own = [...exits.keys()]
    .map(parseUpid)
    .filter(
      (upid): upid is Upid =>
        upid !== undefined &&
        act.types.includes(upid.type) &&
        upid.id === act.id &&
        upid.user === identity &&
        upid.startedAt >= from * 1_000 &&
        !besides.includes(upid.upid),
    );
  return own
    .toSorted((a, b) => a.startedAt - b.startedAt)
    .map((upid) => {
      const exit = exits.get(upid.upid);
      return exit === running ? { upid } : { upid, exit };
    });
}
