import { z } from 'zod';
import { BotError } from '../../../src/errors.ts';
import type { MachineDetails } from '../../../src/hypervisor/details.ts';
import type { Machine } from '../../../src/hypervisor.ts';
import { type Client, path } from './client/client.ts';
import { figure, word } from './row.ts';

/** What ends a guest, or moves it: by hand, by a backup in stop mode, by HA, by the shutdown of its node. */
const ends: ReadonlySet<string> = new Set([
  ...['qmstop', 'qmshutdown', 'qmreboot', 'qmreset', 'qmsuspend', 'qmrollback', 'qmigrate'],
  ...['vzstop', 'vzshutdown', 'vzreboot', 'vzsuspend', 'vzrollback', 'vzmigrate'],
  ...['vzdump', 'hastop', 'hamigrate', 'qmrestore', 'vzrestore', 'qmtemplate'],
]);

const Tasks = z.array(z.object({ type: word, user: word, endtime: figure, status: word }));

/** The newest of its tasks are enough: what stopped it is among the last. */
const RECENT = 10;

/** Who stopped the guest last, as its node has written it down; absent where that is not known or may not be seen. */
export async function stoppedBy(
  client: Pick<Client, 'get'>,
  { host, id }: Pick<Machine, 'host' | 'id'>,
  signal: AbortSignal,
): Promise<MachineDetails['stopped']> {
  const params = { source: 'all', vmid: Number(id), limit: RECENT };
  const asked = path`/nodes/${host}/tasks`;
  try {
    const tasks = await client.get(asked, { schema: Tasks, params, signal });
    const found = tasks.find(({ type }) => type !== undefined && ends.has(type));
    if (found?.user === undefined) return undefined;
    // One that runs is at it now.
    const at = found.endtime === undefined ? Date.now() : found.endtime * 1_000;
    return { by: found.user, at };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof BotError) return undefined;
    throw error;
  }
}
