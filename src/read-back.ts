import { BotError, gaveNoAnswer } from './errors.ts';
import { pause } from './flow/wait.ts';
import { onlyStopsFollowing, type TaskControl } from './operation.ts';

/** Milliseconds between two questions, and until nobody waits for an answer any more. */
const AGAIN_MS = 1_000;
const LIMIT_MS = 120_000;

export interface ReadBack<T> {
  readonly task: Pick<TaskControl, 'signal' | 'report'>;
  /** What was done, as a sentence: `VirtualBox took the change`. */
  readonly done: string;
  /** Aborted when the time is over. */
  ask(signal: AbortSignal): Promise<T>;
  readonly limitMs?: number | undefined;
}

/**
 * How things are after an act that is done and recorded: neither a late cancel nor a hypervisor that is busy just then
 * makes it undone, so that it is asked until it answers. Throws `undecided` where it does not for minutes.
 */
export async function readBack<T>(parts: ReadBack<T>): Promise<T> {
  const { task, done, ask, limitMs = LIMIT_MS } = parts;
  const late = AbortSignal.timeout(limitMs);
  for (;;) {
    const answer = await ask(late).then(
      (value) => ({ value }),
      (error: unknown) => unlessSilent(error, parts, late),
    );
    if (answer) return answer.value;
    task.report({ note: `${done}; it is asked until it answers how that came out` });
    await pause(AGAIN_MS, late).catch(() => {});
  }
}

type Asked = Pick<ReadBack<unknown>, 'task' | 'done'>;

function unlessSilent(error: unknown, { task, done }: Asked, late: AbortSignal): undefined {
  const { reason } = task.signal;
  if (onlyStopsFollowing(reason)) throw reason;
  if (late.aborted) throw unseen(done, error);
  if (!gaveNoAnswer(error)) throw error;
}

function unseen(done: string, cause: unknown): BotError {
  return new BotError('undecided', `${done}, and has not answered since how that came out`, {
    hint: 'Look at it when it answers again, then settle the task.',
    cause,
  });
}
