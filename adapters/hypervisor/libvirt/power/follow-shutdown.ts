import { BotError, gaveNoAnswer } from '../../../../src/errors.ts';
import { pause } from '../../../../src/flow/wait.ts';
import type { Machine, Outcome } from '../../../../src/hypervisor.ts';
import { Stop, type TaskControl } from '../../../../src/operation.ts';
import type { Client } from '../client.ts';
import { isActive, type Now, readNow } from '../domain.ts';

/** Milliseconds between two looks. */
const BETWEEN = 500;

/** A guest that was asked to shut down: waits until the machine is off, however long that takes it. */
export async function followShutdown(
  client: Client,
  { machine, before, task }: { machine: Machine; before: Now; task: TaskControl },
): Promise<Pick<Outcome, 'warnings' | 'notes'>> {
  task.report({ note: 'waiting for the guest to shut down' });
  try {
    for (;;) {
      const now = await lookOnce(client, machine, task);
      const end = now && ended(now, before);
      if (end) return end;
      await pause(BETWEEN, task.signal);
    }
  } catch (error) {
    throw error instanceof Stop ? left(error, machine) : error;
  }
}

function ended(now: Now, before: Now): Pick<Outcome, 'warnings' | 'notes'> | undefined {
  if (!isActive(now)) return { warnings: now.reason ? [now.reason] : [], notes: ['it is off now'] };
  return now.run === before.run ? undefined : { warnings: ['it runs again already'], notes: [] };
}

async function lookOnce(client: Client, machine: Machine, task: TaskControl) {
  try {
    return await readNow(client, machine, task.signal);
  } catch (error) {
    if (!gaveNoAnswer(error)) throw error;
    task.report({ note: `still waiting: ${error.message}` });
    return undefined;
  }
}

function left(stop: Stop, { name }: Machine): unknown {
  if (stop.reason === 'deadline') {
    return new BotError(
      'failed',
      `${name} still runs: its guest did not follow the request to shut down`,
      {
        hint: '`vm stop` cuts the power.',
      },
    );
  }
  if (stop.reason !== 'cancelled') return stop;
  return new BotError('cancelled', `${name} was asked to shut down, and may still do so`, {
    hint: 'The request cannot be taken back; this only ended the waiting.',
  });
}
