import { typed } from '../cards/typed.ts';
import { BotError, gaveNoAnswer } from '../errors.ts';
import { pause } from '../flow/wait.ts';
import type { GuestChannel, GuestProcess, GuestResult } from '../hypervisor/guest.ts';
import type { Machine } from '../hypervisor.ts';
import { stopsWork, type TaskControl } from '../operation.ts';

/** Milliseconds between two tries to reach a guest whose site does not answer. */
const PAUSE = 1_000;

export interface Followed {
  readonly channel: GuestChannel;
  readonly machine: Machine;
  readonly process: GuestProcess;
  readonly label: string;
}

/**
 * Follows a process in a guest to its end; a site that does not answer for a while is asked again. Throws
 * `failed` when it still runs after `timeoutMs`, `undecided` when nothing could be learnt until then, and
 * `cancelled`. The process itself is left alone in each case.
 */
export async function followProcess(
  followed: Followed,
  task: TaskControl,
  timeoutMs: number,
): Promise<GuestResult> {
  const { channel, machine, process, label } = followed;
  const ends = performance.now() + timeoutMs;
  for (;;) {
    const left = Math.max(0, ends - performance.now());
    try {
      return await channel.wait(machine, process, { signal: task.signal, timeoutMs: left });
    } catch (error) {
      if (!gaveNoAnswer(error)) throw inWords(error, followed);
      if (performance.now() >= ends) throw overdue(error, followed, timeoutMs);
    }
    task.report({ note: `Waiting until ${label} can be reached again` });
    await pause(PAUSE, task.signal).catch((error: unknown) => {
      throw inWords(error, followed);
    });
  }
}

function inWords(error: unknown, { process, label }: Followed): unknown {
  if (!stopsWork(error)) return error;
  const why = error.reason === 'deadline' ? 'The deadline passed' : 'Cancelled';
  return new BotError(
    error.reason === 'deadline' ? 'failed' : 'cancelled',
    `${why}, but the command may still run on ${label} as process ${process.pid}`,
    { hint: 'End it inside the guest if it should not go on.' },
  );
}

function overdue(error: BotError, { process, label }: Followed, timeoutMs: number): BotError {
  const seconds = Math.round(timeoutMs / 1000);
  if (error.code === 'timeout') {
    return new BotError(
      'failed',
      `The command still runs on ${label} after ${seconds} s, as process ${process.pid}`,
      {
        hint: `It goes on without being followed. To end it: ${typed('guest run', label)} kill ${process.pid}. For longer, put --timeout before the machine.`,
      },
    );
  }
  return new BotError(
    'undecided',
    `${label} could not be asked how process ${process.pid} ended: ${error.message}`,
  );
}
