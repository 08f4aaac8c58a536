import pLimit from 'p-limit';
import { BotError } from '../../../src/errors.ts';
import type { ExecResult } from '../../../src/exec.ts';
import type { Log } from '../../../src/log.ts';
import { pause } from '../../../src/wait.ts';
import { type Acting, act, type Done } from './act.ts';
import { complains } from './errors.ts';
import { failure } from './failure.ts';
import type { Reach } from './reach.ts';
import { soonest } from './soonest.ts';

export interface AskedFor {
  readonly signal: AbortSignal;
  readonly timeoutMs?: number | undefined;
  /** The machine's name, for the words of a refusal. */
  readonly name?: string | undefined;
}

/** What is asked and done with VBoxManage on one host, so many at once as the host is to bear. */
export interface Client {
  readonly reach: Reach;
  readonly log: Log;
  /** Asks, again where VirtualBox was just at work on the machine. Throws its refusal. */
  ask(words: readonly string[], asked: AskedFor): Promise<string>;
  /** Does once, and follows it to its end. Throws its refusal, also where VBoxManage complains and exits with 0. */
  act(words: readonly string[], acting: Acting): Promise<Done>;
}

/** Milliseconds for a question; the first one starts VBoxSVC, and it may open the settings of many machines. */
const ASK_LIMIT = 15_000;
/** While a machine ends, its session goes away under a question: a moment later there is an answer. */
const TRIES = 8;
const BETWEEN = 150;
/** Milliseconds that an act waits for another session to let go of the machine. */
const LOCK_PATIENCE = 20_000;

export function createClient(reach: Reach, { log, atOnce }: { log: Log; atOnce: number }): Client {
  const limit = pLimit(atOnce);
  // Acts may take an hour each: a question always finds a place.
  const acts = pLimit(Math.max(1, atOnce - 1));

  async function askOnce(words: readonly string[], asked: AskedFor): Promise<ExecResult> {
    asked.signal.throwIfAborted();
    const { timeoutMs = ASK_LIMIT } = asked;
    return limit(() =>
      soonest((signal) => reach.run(reach.manage(words), { signal, timeoutMs }), asked.signal),
    );
  }

  return {
    reach,
    log,
    async ask(words, asked) {
      for (let tries = 1; ; tries += 1) {
        const answer = await askOnce(words, asked);
        // Whatever stands on standard output besides a failure may be cut short, or old.
        if (answer.exitCode === 0 && !complains(answer.stderr)) return answer.stdout;
        if (!isPassing(answer) || tries === TRIES) throw failure(answer, asked.name);
        await pause(BETWEEN, asked.signal);
      }
    },
    async act(words, { task, name, note, stopBy }) {
      task.report({ note });
      const end = Date.now() + LOCK_PATIENCE;
      for (;;) {
        try {
          return await acts(() => limit(() => act(reach, words, { task, name, note, stopBy })));
        } catch (error) {
          const isLocked = error instanceof BotError && error.code === 'busy';
          if (!isLocked || Date.now() > end) throw error;
          await pause(BETWEEN, task.signal);
        }
      }
    },
  };
}

/** A session that is just closing gives these, and once a crash of the client. */
function isPassing({ exitCode, stderr }: ExecResult): boolean {
  return (
    exitCode === undefined ||
    exitCode === 139 ||
    /object is not ready|session is not locked|Failed to create the VirtualBox object/.test(stderr)
  );
}
