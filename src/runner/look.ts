import { BotError, gaveNoAnswer } from '../errors.ts';
import { pause } from '../flow/wait.ts';
import type { Look, Step } from '../operation.ts';

/** Milliseconds between two looks at a hypervisor that does not answer, and until a person must decide. */
const PAUSE = 1_000;
export const LOOK_LIMIT = 600_000;

type Ask<T> = NonNullable<Step<T>['look']>;
type Known<T> = Exclude<Look<T>, { found: 'unknown' }>;

/**
 * Looks until the hypervisor answers whether the act took place. A cancelled task is looked after too: only a
 * handover or a lost lease ends the looking early. Throws `undecided` when it cannot be known.
 */
export async function lookUntilKnown<T>(
  ask: Ask<T>,
  { following, limitMs }: { readonly following: AbortSignal; readonly limitMs: number },
): Promise<Known<T>> {
  following.throwIfAborted();
  return lookAgain(ask, following, performance.now() + limitMs);
}

async function lookAgain<T>(ask: Ask<T>, signal: AbortSignal, ends: number): Promise<Known<T>> {
  for (;;) {
    const found = await lookOnce(ask, signal);
    if (found.found !== 'unknown') return found;
    if (found.final || performance.now() > ends) throw new BotError('undecided', found.why);
    await pause(PAUSE, signal);
  }
}

/** No answer is an unknown that may change; everything else the hypervisor says is final. */
async function lookOnce<T>(ask: Ask<T>, signal: AbortSignal) {
  try {
    return { ...(await ask(signal)), final: true };
  } catch (error) {
    signal.throwIfAborted();
    if (gaveNoAnswer(error)) {
      return { found: 'unknown', why: error.message, final: false } as const;
    }
    throw error;
  }
}
