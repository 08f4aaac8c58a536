import { BotError, gaveNoAnswer } from '../../../../src/errors.ts';
import { pause } from '../../../../src/flow/wait.ts';
import type { Machine, Outcome } from '../../../../src/hypervisor.ts';
import { Stop, type TaskControl } from '../../../../src/operation.ts';
import type { Client } from '../client.ts';
import { type Now, readCounted, readNow } from '../now.ts';

/** Milliseconds between two looks. */
const BETWEEN = 500;
/** Milliseconds after which a guest that does nothing is spoken of. */
const LONG = 30_000;

type End = Pick<Outcome, 'warnings' | 'notes'>;

/** A guest that was asked to shut down: waits until the machine is off, however long that takes it. */
export function followShutdown(client: Client, machine: Machine, task: TaskControl): Promise<End> {
  return follow(client, machine, {
    task,
    read: readNow,
    note: 'waiting for the guest to shut down',
    ended: ({ active, state }) => {
      if (active) return undefined;
      const crashed = state === 'crashed';
      return { warnings: crashed ? ['its process ended by itself'] : [], notes: ['it is off now'] };
    },
    ignored: `${machine.name} still runs: its guest ignored the power button`,
    hint: '`vm stop` cuts the power. A guest without ACPI, or one at a boot menu, does not hear the button.',
    asked: 'was asked to shut down, and may still do so',
  });
}

export interface Resetting {
  readonly machine: Machine;
  readonly action: 'reboot' | 'reset';
  readonly before: Now;
  readonly task: TaskControl;
}

/** Its end is VirtualBox's own count of resets. */
export function followReset(
  client: Client,
  { machine, action, before, task }: Resetting,
): Promise<End> {
  return follow(client, machine, {
    task,
    read: readCounted,
    note: action === 'reboot' ? 'waiting for the guest to boot anew' : 'resetting',
    ended: ({ active, resets = 0 }) => {
      if (!active) return { warnings: ['it is off now'], notes: [] };
      return resets > (before.resets ?? 0) ? { warnings: [], notes: [] } : undefined;
    },
    ignored: `${machine.name} did not boot anew`,
    hint: '`vm reset` presses the reset button; `vm stop` and `vm start` do it the hard way.',
    asked: `was told to ${action}, and may still boot anew`,
  });
}

interface Following {
  readonly task: TaskControl;
  readonly read: typeof readNow;
  readonly note: string;
  ended(now: Now): End | undefined;
  readonly ignored: string;
  readonly hint: string;
  readonly asked: string;
}

async function follow(client: Client, machine: Machine, following: Following): Promise<End> {
  const { task, read, note, ended } = following;
  const began = performance.now();
  task.report({ note });
  try {
    for (;;) {
      const now = await lookOnce(() => read(client, machine, task.signal), task);
      const end = now && ended(now);
      if (end) return end;
      if (performance.now() - began > LONG)
        task.report({ note: `${note}: it has not reacted yet` });
      await pause(BETWEEN, task.signal);
    }
  } catch (error) {
    throw error instanceof Stop ? left(error, machine, following) : error;
  }
}

async function lookOnce(read: () => Promise<Now>, task: TaskControl) {
  try {
    return await read();
  } catch (error) {
    if (!gaveNoAnswer(error)) throw error;
    task.report({ note: `still waiting: ${error.message}` });
    return undefined;
  }
}

function left(stop: Stop, { name }: Machine, { ignored, hint, asked }: Following): unknown {
  if (stop.reason === 'deadline') return new BotError('failed', ignored, { hint });
  if (stop.reason !== 'cancelled') return stop;
  return new BotError('cancelled', `${name} ${asked}`, {
    hint: 'The request cannot be taken back; this only ended the waiting.',
  });
}
