import { z } from 'zod';
import { BotError } from '../../../../src/errors.ts';
import { pause } from '../../../../src/flow/wait.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import { onlyStopsFollowing, Stop, type TaskControl } from '../../../../src/operation.ts';
import { undone } from '../../../../src/undone.ts';
import { type GuestConfig, readConfig } from '../guest-config.ts';
import { guestPath } from '../guest-path.ts';
import type { Parts } from '../parts.ts';
import { endedWell } from '../tasks/ending.ts';
import { readStatus } from '../tasks/status.ts';

/** What an operation makes, under an id that was free when it began. */
export type Making = Pick<Machine, 'host' | 'kind' | 'id' | 'name'>;

/** Milliseconds for taking away what was half made. */
const UNDO_LIMIT = 10 * 60_000;
const BETWEEN = 500;

/**
 * Carries the work out; when it fails or is cancelled, nothing of it is left. Proxmox itself takes away what its task
 * could not finish; what is there all the same goes too, where it is certainly ours.
 */
export async function orUndo<T>(
  parts: Pick<Parts, 'client' | 'log'>,
  { making, task }: { readonly making: Making; readonly task: TaskControl },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const goesOn = onlyStopsFollowing(error) || onlyStopsFollowing(task.signal.reason);
    if (goesOn || !mayHaveMade(error)) throw error;
    const left = await undo(parts, making);
    throw undone(error, left);
  }
}

/** A refusal says that nothing was made, and what is not known yet is for a person to look at. */
function mayHaveMade(error: unknown): boolean {
  if (error instanceof Stop) return true;
  return error instanceof BotError && ['cancelled', 'failed', 'busy'].includes(error.code);
}

/** Gives the words for what could not be removed. */
async function undo(
  { client, log }: Pick<Parts, 'client' | 'log'>,
  making: Making,
): Promise<string | undefined> {
  const signal = AbortSignal.timeout(UNDO_LIMIT);
  try {
    const config = await configOf(client, making, signal);
    if (config === undefined) return undefined;
    if (!isOurs(config, making)) return undefined;
    const asked = guestPath(making);
    const params = { purge: true, 'destroy-unreferenced-disks': true };
    const upid = await client.send('DELETE', asked, { schema: z.string(), params, signal });
    const exit = await endOf(client, { node: making.host, upid }, signal);
    if (endedWell(exit)) return undefined;
    throw new BotError('failed', exit);
  } catch (error) {
    log.warn({ err: error }, 'what was half made could not be removed');
    const why = error instanceof BotError ? ` (${error.message})` : '';
    const { id, name, host } = making;
    return `${name}, ${id} on ${host}, was half made and could not be removed${why}: remove it in Proxmox.`;
  }
}

async function configOf(
  client: Parts['client'],
  making: Making,
  signal: AbortSignal,
): Promise<GuestConfig | undefined> {
  try {
    return await readConfig(client, making, signal);
  } catch (error) {
    if (error instanceof BotError && error.code === 'not-found') return undefined;
    throw error;
  }
}

/** One that is locked by its making has no name yet; of any other the name must be the one that was asked for. */
function isOurs(config: GuestConfig, { kind, name }: Making): boolean {
  const named = config.get(kind === 'vm' ? 'name' : 'hostname');
  return named === name || (named === undefined && config.has('lock'));
}

async function endOf(
  client: Parts['client'],
  task: { readonly node: string; readonly upid: string },
  signal: AbortSignal,
): Promise<string> {
  for (;;) {
    const { status, exitstatus } = await readStatus(client, task, { signal });
    if (status === 'stopped') return exitstatus ?? 'unknown';
    await pause(BETWEEN, signal);
  }
}
