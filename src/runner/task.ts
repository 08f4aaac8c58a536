import { BotError, type ErrorCode, isHeld, leavesOutcomeOpen } from '../errors.ts';
import { pause, waitingNote } from '../flow/wait.ts';
import {
  onlyStopsFollowing,
  type Progress,
  type Step,
  Stop,
  type TaskControl,
} from '../operation.ts';
import { LOOK_LIMIT, lookUntilKnown } from './look.ts';
import type { Stopping } from './stopping.ts';

/** Where the steps of one held operation are written. Each write says false when the hold is lost. */
export interface StepLedger {
  begin(name: string): Promise<boolean>;
  succeed(name: string, result: unknown): Promise<boolean>;
  fail(name: string, error: BotError): Promise<boolean>;
}

export interface KnownStep {
  readonly name: string;
  readonly ended: boolean;
  readonly result: unknown;
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly hint?: string | undefined;
  } | null;
}

/** The points between which a process can die; tests kill it at each. */
export type Moment = 'before-intent' | 'after-intent' | 'before-do' | 'after-do' | 'after-record';

export interface TaskParts {
  readonly tag: string;
  readonly known: readonly KnownStep[];
  readonly ledger: StepLedger;
  readonly stopping: Stopping;
  /** False once the lease may have run out by our own clock: asked in the same turn as the act. */
  leaseIsValid(): boolean;
  /** Milliseconds to keep looking at a hypervisor that does not answer. */
  readonly lookLimitMs?: number | undefined;
  report(progress: Progress): void;
  /** Holds the names of steps that may have taken place without a stored result, as long as it is so. */
  readonly unsettled?: Set<string> | undefined;
  /** Told of an act whose hold was lost before it could be recorded: somebody else may have acted too. */
  late?(step: string): void;
  readonly observe?: ((moment: Moment, step: string) => void) | undefined;
}

/** The way one operation acts on the world: intent, act, result; and `look` where the result is not known. */
export function createTask(parts: TaskParts): TaskControl {
  const known = new Map(parts.known.map((step) => [step.name, step]));
  return {
    tag: parts.tag,
    signal: parts.stopping.task,
    report: parts.report,
    async step<T>(name: string, step: Step<T>): Promise<T> {
      const before = known.get(name);
      if (before?.error) throw revived(before.error);
      if (before?.ended) return before.result as T;
      if (before && step.look) {
        parts.unsettled?.add(name);
        const found = await settle(parts, name, step.look);
        if (found.found === 'done') return found.result;
        parts.unsettled?.delete(name);
      }
      return begin(parts, name, step);
    },
  };
}

async function begin<T>(parts: TaskParts, name: string, step: Step<T>): Promise<T> {
  for (;;) {
    await promise(parts, name);
    if (step.look) parts.unsettled?.add(name);
    const tried = await act(parts, name, step);
    if (!('held' in tried)) return tried.result;
    parts.unsettled?.delete(name);
    await untilFree(parts, name, tried.held);
  }
}

/** What came of one try: the act's result, or that somebody else's work holds the machine and nothing was changed. */
type Tried<T> = { readonly result: T } | { readonly held: BotError };

/** Whoever takes it over meanwhile finds an act that was not made, and tries it again. */
async function untilFree(parts: TaskParts, name: string, held: BotError): Promise<void> {
  parts.report({ note: waitingNote(held.message) });
  try {
    await pause(held.retryAfterMs ?? 0, parts.stopping.task);
  } catch (error) {
    if (!(error instanceof Stop) || parts.stopping.following.aborted) throw error;
    const end = gaveUp(error, held);
    await record(parts, name, parts.ledger.fail(name, end));
    throw end;
  }
}

/** Stopped while it waited: by whom, and what it waited for. */
function gaveUp({ reason }: Stop, { message, cause }: BotError): BotError {
  const [code, why] =
    reason === 'cancelled'
      ? (['cancelled', 'Cancelled while it waited'] as const)
      : (['failed', 'The deadline passed while it waited'] as const);
  return new BotError(code, `${why}: ${message}`, {
    hint: 'The step that waited changed nothing.',
    cause,
  });
}

/** Stores the intent, and makes sure in the same turn as the act that nobody else may act by now. */
async function promise(parts: TaskParts, name: string): Promise<void> {
  const { stopping, ledger } = parts;
  refuseWhenStopped(stopping);
  parts.observe?.('before-intent', name);
  await write(parts, ledger.begin(name));
  parts.observe?.('after-intent', name);
  refuseWhenStopped(stopping);
  if (!parts.leaseIsValid()) throw lost(parts);
  parts.observe?.('before-do', name);
}

async function act<T>(parts: TaskParts, name: string, step: Step<T>): Promise<Tried<T>> {
  const { ledger } = parts;
  try {
    const result = await step.do();
    parts.observe?.('after-do', name);
    await record(parts, name, ledger.succeed(name, result)).catch((error: unknown) => {
      parts.late?.(name);
      throw error;
    });
    parts.observe?.('after-record', name);
    return { result };
  } catch (error) {
    return refused(parts, name, { step, error });
  }
}

/** The act threw: it may have taken place all the same, be tried again, or have failed for good. */
async function refused<T>(
  parts: TaskParts,
  name: string,
  { step, error }: { readonly step: Step<T>; readonly error: unknown },
): Promise<Tried<T>> {
  if (onlyStopsFollowing(error) || parts.stopping.following.aborted) throw error;
  if (isHeld(error)) return { held: error };
  if (step.look && leavesOutcomeOpen(error)) {
    const found = await settle(parts, name, step.look);
    if (found.found === 'done') return { result: found.result };
  }
  const failure = asFailure(error);
  await record(parts, name, parts.ledger.fail(name, failure));
  throw error instanceof Stop ? failure : error;
}

async function settle<T>(parts: TaskParts, name: string, look: NonNullable<Step<T>['look']>) {
  parts.report({ note: 'Asking the hypervisor what became of it' });
  const found = await lookUntilKnown(look, {
    following: parts.stopping.following,
    limitMs: parts.lookLimitMs ?? LOOK_LIMIT,
  });
  if (found.found === 'done') {
    await record(parts, name, parts.ledger.succeed(name, found.result));
  }
  return found;
}

async function record(parts: TaskParts, name: string, written: Promise<boolean>): Promise<void> {
  await write(parts, written);
  parts.unsettled?.delete(name);
}

/** A store that cannot be written is a hold that cannot be kept: the next taker looks. */
async function write(parts: TaskParts, written: Promise<boolean>): Promise<void> {
  if (!(await written.catch(() => false))) throw lost(parts);
}

function lost({ stopping }: TaskParts): Stop {
  stopping.stop('lease-lost');
  return new Stop('lease-lost');
}

function refuseWhenStopped({ task, following }: Stopping): void {
  following.throwIfAborted();
  if (task.aborted) throw task.reason instanceof Stop ? stopped(task.reason) : task.reason;
}

/** A stop that a person or the deadline asked for, as the operation's own end. */
export function stopped(stop: Stop): BotError {
  return stop.reason === 'cancelled'
    ? new BotError('cancelled', 'Cancelled before it was done')
    : new BotError('failed', 'The deadline passed before it was done');
}

function asFailure(error: unknown): BotError {
  if (error instanceof BotError) return error;
  if (error instanceof Stop) return stopped(error);
  return new BotError('failed', 'The act failed through a fault of the bot', { cause: error });
}

function revived(error: NonNullable<KnownStep['error']>): BotError {
  return new BotError(error.code as ErrorCode, error.message, { hint: error.hint });
}
