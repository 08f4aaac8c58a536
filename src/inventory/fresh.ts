import { BotError } from '../errors.ts';
import { coalesce } from '../flow/coalesce.ts';
import { unlessAborted } from '../flow/wait.ts';
import { redact } from '../redact.ts';

export interface Answer<T> {
  readonly items: readonly T[];
  /** When they were read, milliseconds since the epoch; absent when never. */
  readonly at?: number | undefined;
  /** Why there is nothing newer, in words for people. */
  readonly problem?: string | undefined;
  /** What would help against the problem. */
  readonly hint?: string | undefined;
  /** What of it could not be read, in words: `vault on pve1 does not answer`. */
  readonly gaps?: readonly string[] | undefined;
}

export interface FreshOptions<T> {
  read(signal: AbortSignal): Promise<readonly T[]>;
  /** Milliseconds for which an answer is given again without asking. */
  readonly freshMs: number;
  /** Milliseconds after which a question is given up. */
  readonly deadlineMs: number;
  /** Milliseconds for which a site that did not answer is not asked again. */
  readonly retryMs: number;
}

export interface Fresh<T> {
  get(signal: AbortSignal): Promise<Answer<T>>;
  /** What is so after this call, whatever is remembered; many who ask at the same time share the questions. */
  anew(signal: AbortSignal): Promise<Answer<T>>;
  /** What {@link get} would give without asking; undefined where it would ask. */
  young(): Answer<T> | undefined;
  /** What is remembered, however old. */
  peek(): Answer<T>;
  forget(): void;
}

/** One question to one site, remembered: asked once for all who want it at the same time, never failing. */
export function createFresh<T>(options: FreshOptions<T>): Fresh<T> {
  let known: Answer<T> = { items: [] };
  let askedAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<Answer<T>> | undefined;
  let era = 0;

  const ask = async (): Promise<Answer<T>> => {
    const mine = era;
    const at = Date.now();
    const answer = await readOnce(options).then(
      (items): Answer<T> => ({ items, at }),
      (error: unknown): Answer<T> => ({ ...known, ...inWords(error) }),
    );
    if (mine === era) {
      known = answer;
      askedAt = performance.now();
    } else if (answer.problem === undefined && at > (known.at ?? Number.NEGATIVE_INFINITY)) {
      // What was read before a change is remembered while there is nothing newer, but not taken for fresh.
      known = answer;
    }
    return answer;
  };

  const begin = (): Promise<Answer<T>> => {
    const mine = ask().finally(() => {
      if (asking === mine) asking = undefined;
    });
    asking = mine;
    return mine;
  };
  const forget = () => {
    era += 1;
    askedAt = Number.NEGATIVE_INFINITY;
    asking = undefined;
  };
  const renew = coalesce(() => {
    forget();
    return begin();
  });

  const young = () => {
    const limit = known.problem === undefined ? options.freshMs : options.retryMs;
    return performance.now() - askedAt < limit ? known : undefined;
  };

  return {
    young,
    peek: () => known,
    forget,
    anew: (signal) => unlessAborted(renew(), signal),
    get(signal) {
      const answer = young();
      if (answer) return Promise.resolve(answer);
      return unlessAborted(asking ?? begin(), signal);
    },
  };
}

async function readOnce<T>({ read, deadlineMs }: FreshOptions<T>): Promise<readonly T[]> {
  const deadline = AbortSignal.timeout(deadlineMs);
  try {
    return await unlessAborted(read(deadline), deadline);
  } catch (error) {
    if (!deadline.aborted) throw error;
    throw new BotError('timeout', `did not answer within ${deadlineMs / 1000} s`);
  }
}

function inWords(error: unknown): Pick<Answer<never>, 'problem' | 'hint'> {
  if (!(error instanceof BotError)) return { problem: redact(`failed: ${String(error)}`) };
  const { message, hint } = error;
  return { problem: message, ...(hint !== undefined && { hint }) };
}
