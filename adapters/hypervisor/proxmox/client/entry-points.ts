import { CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhen } from 'cockatiel';
import { BotError } from '../../../../src/errors.ts';
import { unlessAborted } from '../../../../src/flow/wait.ts';
import { broken } from './broken.ts';
import type { EntryPoint, Reply } from './entry-point.ts';
import { NotSent } from './not-sent.ts';

/** The nodes that a cluster is reached through. One that fails is put aside, and tried again in the background. */
export interface EntryPoints {
  /**
   * Over the first that answers. A question that found no answer is asked once more, over another one where there
   * is one; an act goes on to the next only where it was certainly not sent.
   */
  ask(call: Call, over: (entry: EntryPoint, signal: AbortSignal) => Promise<Reply>): Promise<Reply>;
  close(): Promise<void>;
}

export interface Call {
  readonly act: boolean;
  readonly signal: AbortSignal;
  /** Milliseconds after which a question is asked over another entry point too. */
  readonly patienceMs: number;
}

interface Way {
  readonly entry: EntryPoint;
  readonly breaker: ReturnType<typeof circuitBreaker>;
  trouble?: unknown;
}

/** Failures in a row until one is put aside: a single one is a connection that was cut. */
const FAILURES = 2;
/** Milliseconds until it is tried again, and that it is given then. */
const ASIDE = 3_000;
const PROBE_LIMIT = 6_000;

export function createEntryPoints(entries: readonly EntryPoint[]): EntryPoints {
  const ways: readonly Way[] = entries.map((entry) => ({
    entry,
    breaker: circuitBreaker(
      handleWhen((error) => !(error instanceof BotError || isAbort(error))),
      { halfOpenAfter: ASIDE, breaker: new ConsecutiveBreaker(FAILURES) },
    ),
  }));
  let current: Way | undefined;

  return {
    async ask(call, over) {
      const row = inOrder(await usable(ways, call), current);
      let tried: Tried = { error: notReached(ways, call.act), goesOn: true };
      for (const [index, way] of twiceIfAlone(row, call).entries()) {
        tried = await attempt(way, { ...call, impatient: index === 0 && row.length > 1 }, over);
        if ('reply' in tried) {
          current = way;
          return tried.reply;
        }
        if (!tried.goesOn) break;
      }
      throw tried.error;
    },
    async close() {
      await Promise.all(entries.map((entry) => entry.close()));
    },
  };
}

type Tried = { readonly reply: Reply } | { readonly error: unknown; readonly goesOn: boolean };

type Over = Parameters<EntryPoints['ask']>[1];

/** What has nothing to do with the way is thrown: the caller's signal, and what was said over it. */
async function attempt(
  way: Way,
  { act, signal, patienceMs, impatient }: Call & { readonly impatient: boolean },
  over: Over,
): Promise<Tried> {
  const limits = impatient && !act ? [signal, AbortSignal.timeout(patienceMs)] : [signal];
  try {
    return {
      reply: await way.breaker.execute(() => over(way.entry, AbortSignal.any(limits))),
    };
  } catch (error) {
    if (signal.aborted || error instanceof BotError) throw error;
    way.trouble = error;
    // It may be the node behind it that is slow: only the entry point itself can tell.
    if (isAbort(error)) void probe(way);
    return {
      error: broken(error, way.entry.origin, act),
      goesOn: !act || error instanceof NotSent,
    };
  }
}

function twiceIfAlone(row: readonly Way[], { act }: Call): readonly Way[] {
  return row.length === 1 && !act ? [...row, ...row] : row;
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException;
}

function inOrder(ways: readonly Way[], current: Way | undefined): readonly Way[] {
  return current && ways.includes(current)
    ? [current, ...ways.filter((way) => way !== current)]
    : ways;
}

/** Those that are not put aside. Others are tried in the background, and waited for when there is none else. */
async function usable(ways: readonly Way[], { signal }: Call): Promise<readonly Way[]> {
  const closed = ways.filter(isUsable);
  const probes = ways.filter((way) => !isUsable(way)).map(probe);
  if (closed.length > 0) return closed;
  await unlessAborted(Promise.all(probes), signal);
  return ways.filter(isUsable);
}

function isUsable({ breaker }: Way): boolean {
  return breaker.state === CircuitState.Closed;
}

/** Any answer will do. Costs nothing while its time has not come. */
async function probe(way: Way): Promise<void> {
  const request = { method: 'GET', path: '/api2/json/version', headers: {} } as const;
  try {
    await way.breaker.execute(() =>
      unlessAborted(
        way.entry.ask({ ...request, signal: AbortSignal.timeout(PROBE_LIMIT) }),
        AbortSignal.timeout(PROBE_LIMIT),
      ).catch((error: unknown) => {
        throw isAbort(error) ? new NotSent(new Error('it gives no answer')) : error;
      }),
    );
  } catch (error) {
    if (error instanceof NotSent) way.trouble = error;
  }
}

function notReached(ways: readonly Way[], act: boolean): unknown {
  const [first] = ways;
  const trouble = first?.trouble ?? new NotSent(new Error('it gave no answer'));
  const why = trouble instanceof NotSent ? trouble : new NotSent(new Error(String(trouble)));
  return broken(why, first?.entry.origin ?? 'https://nowhere', act);
}
