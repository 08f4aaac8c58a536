import { BotError } from '../errors.ts';
import type { GuestChannel } from '../hypervisor/guest.ts';
import type { Machine } from '../hypervisor.ts';
import { stopsWork, type TaskControl } from '../operation.ts';
import { pause } from '../wait.ts';
import { knownOrNot } from './now.ts';

/** Milliseconds a guest gets to answer again after a rollback, and between two questions. */
const ANSWER_LIMIT = 90_000;
const PAUSE = 1_000;

export interface Guest {
  readonly channel: GuestChannel;
  readonly machine: Machine;
  readonly label: string;
}

/**
 * After a rollback: waits until an agent that answered before answers again, then sets the guest's clock, which
 * stands at the time of the snapshot. Gives what the reader should know; the rollback itself is done either way.
 */
export async function guestBack(
  guest: Guest,
  task: TaskControl,
  { answeredBefore, limitMs = ANSWER_LIMIT }: { answeredBefore: boolean; limitMs?: number },
): Promise<readonly string[]> {
  try {
    const answers = await untilAnswers(guest, task, answeredBefore ? limitMs : 0);
    if (!answers && !answeredBefore) return [];
    return answers ? await setClock(guest, task) : [silent(guest.label, limitMs)];
  } catch (error) {
    // The rollback is done: a person who stops only the waiting does not undo it.
    if (stopsWork(error)) {
      return [`Nobody waited for the agent of ${guest.label} any longer. ${clockNote}`];
    }
    throw error;
  }
}

const clockNote = "The guest's clock may still show the time of the snapshot.";

function silent(label: string, limitMs: number): string {
  const seconds = Math.round(limitMs / 1000);
  return `The agent of ${label} answered before, but has not within ${seconds} s since. ${clockNote}`;
}

async function untilAnswers(
  { channel, machine, label }: Guest,
  { signal, report }: TaskControl,
  limitMs: number,
): Promise<boolean> {
  const ends = performance.now() + limitMs;
  for (;;) {
    if ((await knownOrNot(() => channel.probe(machine, signal)))?.answers) return true;
    signal.throwIfAborted();
    if (performance.now() >= ends) return false;
    report({ note: `Waiting until the agent of ${label} answers again` });
    await pause(PAUSE, signal);
  }
}

async function setClock(
  { channel, machine, label }: Guest,
  task: TaskControl,
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
