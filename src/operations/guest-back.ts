import { BotError } from '../errors.ts';
import { pause } from '../flow/wait.ts';
import { setupLine } from '../guest/setup/line.ts';
import type { GuestChannel, GuestProbe } from '../hypervisor/guest.ts';
import type { Machine } from '../hypervisor.ts';
import { stopsWork, type TaskControl } from '../operation.ts';
import { knownOrNot } from './now.ts';

/** Milliseconds a guest gets to answer again after a rollback, and between two questions. */
const ANSWER_LIMIT = 90_000;
const PAUSE = 1_000;

export interface Guest {
  readonly channel: GuestChannel;
  readonly machine: Machine;
  readonly label: string;
}

export interface GuestBefore {
  /** Absent where nobody could ask: a paused or hibernated guest. */
  readonly answeredBefore?: boolean | undefined;
  /** What the guest's clock still shows: `the time of the snapshot`. */
  readonly clockShows: string;
  readonly limitMs?: number | undefined;
}

/**
 * After a rollback or a sleep: waits until an agent that answered before answers again, then sets the guest's clock,
 * which stood still meanwhile. Nobody waits for one that never answers. Gives what the reader should know; the work itself is done either way.
 */
export async function guestBack(
  guest: Guest,
  task: TaskControl,
  { answeredBefore, clockShows, limitMs = ANSWER_LIMIT }: GuestBefore,
): Promise<readonly string[]> {
  const clockNote = `The guest's clock may still show ${clockShows}.`;
  try {
    const found = await untilAnswers(guest, task, answeredBefore === false ? 0 : limitMs);
    if (found?.answers) return await setClock(guest, task, clockNote);
    if (found?.never && answeredBefore !== false) {
      return [`Nobody waited for the guest of ${guest.label}: ${found.why}. ${clockNote}`];
    }
    if (answeredBefore === undefined) return [clockNote];
    return answeredBefore ? [`${silent(guest.label, limitMs)} ${clockNote}`] : [];
  } catch (error) {
    // The work is done: a person who stops only the waiting does not undo it.
    if (stopsWork(error)) {
      return [`Nobody waited for the agent of ${guest.label} any longer. ${clockNote}`];
    }
    throw error;
  }
}

function silent(label: string, limitMs: number): string {
  const seconds = Math.round(limitMs / 1000);
  return `The agent of ${label} answered before, but has not within ${seconds} s since. What it lacks: ${setupLine(label)}.`;
}

/** The last answer: an agent that answers, one that never will, or one that has not in time. */
async function untilAnswers(
  { channel, machine, label }: Guest,
  { signal, report }: TaskControl,
  limitMs: number,
): Promise<GuestProbe | undefined> {
  const ends = performance.now() + limitMs;
  for (;;) {
    const found = await knownOrNot(() => channel.probe(machine, signal));
    if (found?.answers || found?.never) return found;
    signal.throwIfAborted();
    if (performance.now() >= ends) return found;
    report({ note: `Waiting until the agent of ${label} answers again` });
    await pause(PAUSE, signal);
  }
}

async function setClock(
  { channel, machine, label }: Guest,
  task: TaskControl,
  clockNote: string,
): Promise<readonly string[]> {
  try {
    await task.step('set the clock', {
      async do() {
        await channel.setClock(machine, task.signal);
        return true;
      },
    });
    return [`The agent of ${label} answers, and the guest's clock is set.`];
  } catch (error) {
    if (!(error instanceof BotError)) throw error;
    return [`The guest's clock could not be set: ${error.message}. ${clockNote}`];
  }
}
