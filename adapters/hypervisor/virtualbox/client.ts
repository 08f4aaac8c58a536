import pLimit from 'p-limit';
import { isHeld } from '../../../src/errors.ts';
import type { ExecResult } from '../../../src/exec.ts';
import { pause, waitingNote } from '../../../src/flow/wait.ts';
import type { Log } from '../../../src/log.ts';
import { type Acting, act, type Done } from './act.ts';
import { complains } from './errors.ts';
import { failure } from './failure.ts';
import type { OnceOptions, Reach } from './reach.ts';
import { soonest } from './soonest.ts';

export interface AskedFor {
  readonly signal: AbortSignal;
  readonly timeoutMs?: number | undefined;
  /** The machine's name, for the words of a refusal. */
  readonly name?: string | undefined;
  /** Part of a whole list, which everybody waits for: it never stands behind the questions of single machines. */
  readonly first?: boolean | undefined;
}

/** What is asked and done with VBoxManage on one host, so many at once as the host is to bear. */
export interface Client {
  readonly reach: Reach;
  readonly log: Log;
  /** Asks, again where VirtualBox was just at work on the machine. Throws its refusal. */
  ask(words: readonly string[], asked: AskedFor): Promise<string>;
  /** Runs a program of the host, such as VBoxManage, once and judges nothing of what it says. */
  run(argv: readonly string[], options: OnceOptions): Promise<ExecResult>;
  /**
   * Does once, and follows it to its end. Throws its refusal, also where VBoxManage complains and exits with 0; where
   * another session holds the machine, the step that it is the act of waits.
   */
  act(words: readonly string[], acting: Acting): Promise<Done>;
  /** The same for what tidies up outside of a step: it waits a while by itself for who holds the machine. */
  tidy(words: readonly string[], acting: Acting): Promise<Done>;
  /** Keeps the place of an act for one that runs as a job of the host; what is done meanwhile asks nothing here. */
  hold<T>(work: () => Promise<T>): Promise<T>;
}

/** Milliseconds for a question; the first one starts VBoxSVC, and it may open the settings of many machines. */
const ASK_LIMIT = 15_000;
/**
 * While a machine begins or ends, its session comes or goes under a question: a moment later there is an answer, on a
 * busy host some seconds later. So often it is asked at least, and for so many milliseconds; a whole list waits no
 * longer for one machine than it must.
 */
const TRIES = 8;
const PASSES = 10_000;
const BETWEEN = 150;
const MOST_BETWEEN = 500;
/** Milliseconds that tidying up waits for another session to let go of the machine. */
const LOCK_PATIENCE = 20_000;

export function createClient(reach: Reach, { log, atOnce }: { log: Log; atOnce: number }): Client {
  const limit = pLimit(atOnce);
  // Acts may take an hour each: a question always finds a place, and a whole list too.
  const single = pLimit(Math.max(1, atOnce - 1));
  const acts = pLimit(Math.max(1, atOnce - 2));
  const alone = <T>(run: () => Promise<T>) => single(() => limit(run));

  async function askOnce(words: readonly string[], asked: AskedFor): Promise<ExecResult> {
    asked.signal.throwIfAborted();
    const { timeoutMs = ASK_LIMIT } = asked;
    const ask = (signal: AbortSignal) => reach.run(reach.manage(words), { signal, timeoutMs });
    const answer = () => soonest({ ask, queue: limit }, asked.signal);
    return asked.first ? limit(answer) : alone(answer);
  }

  const actOnce: Client['act'] = (words, acting) => {
    acting.task.report({ note: acting.note });
    return acts(() => alone(() => act(reach, words, acting)));
  };

  return {
    reach,
    log,
    async ask(words, asked) {
      const end = asked.first ? 0 : performance.now() + PASSES;
      for (let tries = 1; ; tries += 1) {
        const answer = await askOnce(words, asked);
        // Whatever stands on standard output besides a failure may be cut short, or old.
        if (answer.exitCode === 0 && !complains(answer.stderr)) return answer.stdout;
        if (!isPassing(answer, { tries, end })) throw failure(answer, asked.name);
        await pause(Math.min(tries * BETWEEN, MOST_BETWEEN), asked.signal);
      }
    },
    run: (argv, options) => acts(() => alone(() => reach.run(argv, options))),
    hold: (work) => acts(() => alone(work)),
    act: actOnce,
    async tidy(words, acting) {
      const end = Date.now() + LOCK_PATIENCE;
      for (;;) {
        try {
          return await actOnce(words, acting);
        } catch (error) {
          if (!isHeld(error) || Date.now() > end) throw error;
          acting.task.report({ note: waitingNote(error.message) });
          await pause(BETWEEN, acting.task.signal);
        }
      }
    },
  };
}

interface Asking {
  readonly tries: number;
  /** From then on, by the monotonic clock, it is asked no more often than it must. */
  readonly end: number;
}

/** A session that is just closing gives these, and once a crash of the client. */
function isPassing({ exitCode, stderr }: ExecResult, { tries, end }: Asking): boolean {
  if (tries >= TRIES && performance.now() > end) return false;
  return (
    exitCode === undefined ||
    exitCode === 139 ||
    /object is not ready|session is not locked|lock request pending|console object from the direct session|Failed to create the VirtualBox object/.test(
      stderr,
    )
  );
}
