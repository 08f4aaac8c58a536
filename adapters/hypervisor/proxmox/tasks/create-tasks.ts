import type { Births } from '../births.ts';
import type { Client } from '../client/client.ts';
import { carryOut } from './carry-out.ts';
import { createKnownTasks } from './known-tasks.ts';
import { createPoller } from './poller.ts';
import type { Tasks } from './tasks.ts';
import { createTurns } from './turns.ts';

export interface TasksParts extends TasksPace {
  readonly client: Client;
  /** The bot there: `nakhoda@pve!bot`. */
  readonly identity: string;
  readonly births?: Pick<Births, 'check'> | undefined;
}

/** Milliseconds; tests cannot wait as long as life does. */
export interface TasksPace {
  /** After a lost answer, within which the act may still arrive. */
  readonly settleMs?: number | undefined;
  /** That a lock which no task seems to hold is waited for. */
  readonly lockMs?: number | undefined;
  /** Between two looks at a lock. */
  readonly lockPauseMs?: number | undefined;
}

/** Proxmox itself waits 10 s for the lock of a configuration before it begins. */
const SETTLE = 10_000;
/** A backup of several machines, or of another user's, holds locks without being seen. */
const LOCK = 120_000;
const LOCK_PAUSE = 2_000;
/** Milliseconds between two readings of logs, whichever task's they are. */
const LOG_APART = 800;

export function createTasks({ client, identity, births, ...pace }: TasksParts): Tasks {
  const parts = {
    client,
    identity,
    births,
    poller: createPoller(client),
    turns: createTurns(LOG_APART),
    known: createKnownTasks(),
    settleMs: pace.settleMs ?? SETTLE,
    lockMs: pace.lockMs ?? LOCK,
    lockPauseMs: pace.lockPauseMs ?? LOCK_PAUSE,
  };
  return { act: (wanted, task) => carryOut(parts, wanted, task) };
}
