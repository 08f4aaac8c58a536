import { z } from 'zod';
import { BotError, gaveNoAnswer } from '../../../../src/errors.ts';
import { pause, waitingNote } from '../../../../src/flow/wait.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import type { Client } from '../client/client.ts';
import type { Poller } from './poller.ts';
import type { Act } from './tasks.ts';
import { parseUpid, type Upid } from './upid.ts';

export interface LockParts {
  readonly client: Client;
  readonly poller: Poller;
  readonly lockMs: number;
  readonly lockPauseMs: number;
}

interface Waiting {
  /** Proxmox's word: `backup`, `snapshot`. */
  readonly lock: string;
  readonly error: BotError;
  readonly task: TaskControl;
}

const Locked = z.object({ lock: z.string().optional() });

/**
 * Waits until a lock is gone: as long as a task that may hold it runs, and a while longer where none is seen. Throws
 * what to do about one that was left behind.
 */
export async function waitForLock(
  parts: LockParts,
  act: Act,
  { lock, error, task }: Waiting,
): Promise<void> {
  const begun = performance.now();
  for (let round = 0; ; round += 1) {
    const { holder, isHeld } = await stateOf(parts, act, task.signal);
    // The file's own lock is seen nowhere: it is simply tried again.
    if (!isHeld && (round > 0 || lock !== 'config')) return;
    if (!holder && performance.now() - begun > parts.lockMs) throw leftBehind(error, act, lock);
    task.report({ note: waitingNote(`${act.name} is ${reason(lock)}${by(holder)}`) });
    await pause(parts.lockPauseMs, task.signal);
  }
}

/** Without an answer it counts as held. */
async function stateOf(parts: LockParts, act: Act, signal: AbortSignal) {
  try {
    const holder = await holderOf(parts, act, signal);
    return { holder, isHeld: holder !== undefined || (await isLocked(parts.client, act, signal)) };
  } catch (error) {
    signal.throwIfAborted();
    if (!gaveNoAnswer(error)) throw error;
    return { holder: undefined, isHeld: true };
  }
}

/** A task about this machine, or a backup of several, which names none. */
async function holderOf(
  { poller }: LockParts,
  { id, node }: Act,
  signal: AbortSignal,
): Promise<Upid | undefined> {
  const running = (await poller.running(signal)).map(parseUpid);
  const all = running.filter((upid) => upid !== undefined);
  return (
    all.find((upid) => id !== '' && upid.id === id) ??
    all.find((upid) => upid.type === 'vzdump' && upid.id === '' && upid.node === node)
  );
}

async function isLocked(client: Client, { path, name }: Act, signal: AbortSignal) {
  const [guest] = /^\/nodes\/[^/]+\/(?:qemu|lxc)\/\d+/.exec(path) ?? [];
  if (guest === undefined) return false;
  const options = { schema: Locked, signal, name };
  return (await client.get(`${guest}/status/current`, options)).lock !== undefined;
}

function leftBehind(error: BotError, { name, id, path }: Act, lock: string): BotError {
  if (lock === 'config') return error;
  const program = path.includes('/lxc/') ? 'pct' : 'qm';
  return new BotError('busy', `${name} is ${reason(lock)}, and no task is seen that would end it`, {
    hint: `Nothing was changed. If the task list of Proxmox shows none either, it broke off and left the lock behind: \`${program} unlock ${id}\` on the node takes it away.`,
    cause: error.cause,
  });
}

/** https://pve.proxmox.com/pve-docs/qm.conf.5.html, `lock` */
const reasons: Readonly<Record<string, string>> = {
  backup: 'being backed up',
  clone: 'being cloned',
  create: 'being created',
  destroyed: 'being deleted',
  disk: 'having a disk changed',
  fstrim: 'being trimmed',
  migrate: 'being moved to another node',
  mounted: 'mounted on its node',
  rollback: 'being rolled back',
  snapshot: 'having a snapshot taken',
  'snapshot-delete': 'having a snapshot deleted',
  suspending: 'being hibernated',
  config: 'having its configuration changed',
};

function reason(lock: string): string {
  const words = reasons[lock];
  return words === undefined ? `locked (${lock})` : `locked, as it is ${words}`;
}

function by(holder: Upid | undefined): string {
  return holder ? ` (task ${holder.type} of ${holder.user})` : '';
}
