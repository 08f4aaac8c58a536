import { setTimeout as sleep } from 'node:timers/promises';
import { BotError } from '../../../src/errors.ts';
import { bytesOf } from '../../../src/format.ts';
import { done, type Machine, type Outcome } from '../../../src/hypervisor.ts';
import { Stop, stopsWork, type TaskControl } from '../../../src/operation.ts';
import type { Connection } from './connect.ts';
import type { Act } from './world/calls.ts';
import type { Task } from './world/state.ts';

const words: Record<Act['call'], string> = {
  start: 'Starting',
  shutdown: 'Shutting down',
  stop: 'Stopping',
  reboot: 'Rebooting',
  reset: 'Resetting',
  hibernate: 'Saving the memory',
  nmi: 'Sending the interrupt',
  pause: 'Pausing',
  resume: 'Resuming',
  'snapshot.create': 'Saving the disks, and the RAM of a VM that is on',
  'snapshot.rollback': 'Restoring what the snapshot holds',
  'snapshot.delete': 'Merging and removing',
  label: 'Writing its configuration',
  'net.connect': 'Plugging the card in',
  'net.link': 'Moving the cable',
  'guest.channel': 'Plugging the channel in',
  'backup.create': 'Copying the disks',
  'backup.verify': 'Reading all of it',
  'backup.restore': 'Writing the disks',
  'backup.delete': 'Removing it',
  'machine.create': 'Copying the image',
  'machine.clone': 'Copying the disk',
  'machine.set': 'Writing its configuration',
  'disk.resize': 'Growing the disk',
  'machine.delete': 'Removing its files',
};

/**
 * One act on the hypervisor, followed to its true end. The step sends the call and its result is the id of
 * the hypervisor's task; after a crash between the two, `look` finds that task by our mark. Following it
 * changes nothing, so it is outside of the step and is done again after a restart.
 */
export async function act(
  connection: Connection,
  machine: Pick<Machine, 'id'>,
  wanted: Act,
  task: TaskControl,
): Promise<Outcome> {
  const step = `${wanted.call} ${machine.id}`;
  const mark = { machine: machine.id, tag: task.tag, step };
  const pace = { speed: connection.speed, failures: connection.failures };
  const started = await task.step(step, {
    do: async () => ({ task: connection.send({ ...wanted, ...mark, ...pace }) }),
    look: async () => {
      const marked = ({ call }: Task) => call.tag === mark.tag && call.step === mark.step;
      const found = connection.look().tasks.values().find(marked);
      return found ? { found: 'done', result: { task: found.call.id } } : { found: 'not-done' };
    },
  });
  return follow(connection, started.task, task);
}

async function follow(connection: Connection, id: string, task: TaskControl): Promise<Outcome> {
  let { signal } = task;
  for (;;) {
    const now = Date.now();
    const found = connection.look().tasks.get(id);
    if (!found) throw new BotError('undecided', 'The hypervisor has forgotten this task');
    if (found.cancelledAt !== undefined) throw cancelled(signal.reason);
    if (now >= found.endsAt) return outcome(found);
    if (signal.aborted && !stop(connection, found, signal.reason)) {
      // It cannot be stopped any more: its own end is the outcome.
      signal = new AbortController().signal;
    }
    const fraction = (now - found.startedAt) / (found.endsAt - found.startedAt);
    task.report({ fraction, note: noteOf(found, fraction) });
    await pause(Math.min(found.endsAt - now, 500), signal);
  }
}

function noteOf({ call, bytes: all }: Task, fraction: number): string {
  const note = words[call.call];
  return all === undefined ? note : `${note}: ${bytesOf(all * fraction, all)}`;
}

/** Only a person's cancel and the deadline stop the hypervisor's task. False when it refuses to stop. */
function stop(connection: Connection, { call }: Task, reason: unknown): boolean {
  if (!stopsWork(reason)) throw reason;
  try {
    connection.send({ call: 'cancel', machine: call.machine, task: call.id });
    return true;
  } catch (error) {
    if (error instanceof BotError && error.code === 'conflict') return false;
    throw error;
  }
}

function cancelled(reason: unknown): BotError {
  const late = reason instanceof Stop && reason.reason === 'deadline';
  return late
    ? new BotError('failed', 'it took too long and was stopped; nothing was changed')
    : new BotError('cancelled', 'it was stopped; nothing was changed');
}

function outcome({ failure, warning }: Task): Outcome {
  if (failure !== undefined) {
    throw new BotError('failed', failure, {
      hint: 'Nothing was changed. On a demo tasks fail now and then: try it again.',
    });
  }
  return warning === undefined
    ? { ...done, log: ['TASK OK'] }
    : { ...done, warnings: [warning], log: ['TASK WARNINGS: 1'] };
}

/** Ends early when the signal says so; the loop around it sees why. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(Math.max(1, ms), undefined, { signal }).catch(() => {});
}
