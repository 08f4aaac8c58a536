import type { Block, Card } from './card.ts';
import type { GuestWays } from './guest/ways.ts';
import type { Hypervisor, Machine, MachineRef } from './hypervisor.ts';

/** A durable operation as data, stored before it starts. `input` is JSON. */
export interface OperationData {
  readonly kind: string;
  /** For people, in task lists and cards: `Roll back e1 to before`. */
  readonly title: string;
  readonly input: unknown;
  /** Sites it talks to; it runs where all of them are reached. */
  readonly sites: readonly string[];
  readonly claims: readonly Claim[];
}

/** What an operation holds while it runs: all claims or none. */
export interface Claim {
  /** `machine:<site>/<id>` or another word with a kind before the colon. */
  readonly target: string;
  /** `slot`: as shared, and only so many at once as the configuration allows. */
  readonly mode: 'exclusive' | 'shared' | 'slot';
}

/**
 * waiting: its claims are held by others, or no replica reaches its site. running: somebody follows it.
 * undecided: its outcome cannot be known, it keeps its claims until a person settles it.
 */
export type OperationState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled' | 'undecided';

/** Neither ended nor left for a person to decide. */
export function isOpen(state: OperationState): state is 'waiting' | 'running' {
  return state === 'waiting' || state === 'running';
}

export interface Progress {
  /** 0 to 1, absent when the end is not known. */
  readonly fraction?: number | undefined;
  readonly note: string;
  /** More to see below the bar. */
  readonly blocks?: readonly Block[] | undefined;
}

/** Why the following stops. The first two also stop the hypervisor's task; the others only the following. */
export type StopReason = 'cancelled' | 'deadline' | 'handover' | 'lease-lost';

/** What an adapter is given to carry out one operation. */
export interface TaskControl {
  /** `signal.reason` is a {@link Stop}. */
  readonly signal: AbortSignal;
  report(progress: Progress): void;
  /**
   * One act on the outside world, under a name unique within the operation. Intent is stored, `do` runs
   * once, its result is stored; after a restart a stored result is returned without acting again.
   * An intent without a result, or a `do` that threw `timeout` or `unreachable`, is settled by `look`.
   */
  step<T>(name: string, step: Step<T>): Promise<T>;
  /** A short mark, unique to this operation among all bots, left on what it makes so that `look` finds it. */
  readonly tag: string;
}

export interface Step<T> {
  /**
   * The act. Its result must be JSON. Without a `look` it must be safe to repeat. One that throws `busy` with a
   * `retryAfterMs` has changed nothing: what holds it is shown, and after that time it is tried again.
   */
  do(): Promise<T>;
  /**
   * Asks the hypervisor whether the act took place. May wait for a job that still runs. Its signal is not the
   * task's: a cancelled task is looked after too; only a lost lease, a handover and a limit of its own end it.
   */
  look?(signal: AbortSignal): Promise<Look<T>>;
}

export type Look<T> =
  | { readonly found: 'done'; readonly result: T }
  | { readonly found: 'not-done' }
  | { readonly found: 'unknown'; readonly why: string };

/** The `reason` of a task's signal. */
export class Stop extends Error {
  override readonly name = 'Stop';
  readonly reason: StopReason;
  constructor(reason: StopReason) {
    super(`stopped: ${reason}`);
    this.reason = reason;
  }
}

/** A stop that leaves the hypervisor's task alone: somebody else goes on following it. */
export function onlyStopsFollowing(reason: unknown): boolean {
  return reason instanceof Stop && (reason.reason === 'handover' || reason.reason === 'lease-lost');
}

/** A stop of the work itself, by a person or by its deadline. */
export function stopsWork(reason: unknown): reason is Stop {
  return reason instanceof Stop && !onlyStopsFollowing(reason);
}

/** One kind of operation: how its stored input becomes acts, and its end a card. */
export interface OperationKind<I = unknown> {
  readonly kind: string;
  /** Milliseconds from its first start, not from its acceptance; afterwards the hypervisor's task is stopped and the operation failed. */
  readonly deadlineMs: number;
  parse(input: unknown): I;
  /**
   * The machine whose work ends or stands still by this, or that is gone afterwards: none does it to the machine the
   * bot runs on. Every kind says so, also the harmless ones: {@link takesNothingDown}.
   */
  takesDown?(input: I): MachineRef | undefined;
  run(input: I, context: OperationContext): Promise<Ending>;
}

/** Every machine goes on as before. */
export function takesNothingDown(): undefined {
  return undefined;
}

/** How it ended where nothing was thrown; `failed` is an end with something to show, as a guest's exit 1. */
export interface Ending {
  readonly state: 'done' | 'failed' | 'cancelled';
  readonly card: Card;
  /** For the audit and the list of tasks: figures, never a content. */
  readonly detail?: string | undefined;
}

export interface OperationContext {
  readonly task: TaskControl;
  /** The machine as it is now, checked to be the same one; throws `not-found` or `conflict`. */
  machine(ref: MachineRef): Promise<{ readonly machine: Machine; readonly hypervisor: Hypervisor }>;
  /** A site that is reached from here, for work on no machine yet; throws `not-found`. */
  site(name: string): Hypervisor;
  /** How guests are reached over ssh; absent where there is no store to keep it in. */
  readonly ways?: GuestWays | undefined;
  /** The operations this one stands for; none but a group's. */
  readonly members: Members;
}

/** What a group follows and may stop; it acts on nothing itself. */
export interface Members {
  list(): Promise<readonly Member[]>;
  /** Asks for the end of all that have not ended, in the name of whoever cancelled the group. */
  cancel(): Promise<void>;
}

export interface Member {
  readonly id: number;
  readonly title: string;
  readonly state: OperationState;
  readonly progress?: Progress | undefined;
  /** Why it waits, failed or is undecided. */
  readonly reason?: string | undefined;
}

export function defineOperation<I>(kind: OperationKind<I>): OperationKind<I> {
  return kind;
}

/** The claim on one machine: exclusive for what changes it, shared for what only uses it. */
export function claimMachine(machine: MachineRef, mode: Claim['mode']): Claim {
  return { target: `machine:${machine.site}/${machine.id}`, mode };
}

/**
 * One of the places on a machine's host, of which only as many are taken at once as the configuration's `atOnce`.
 * It goes beside the claim on the machine itself.
 */
export function claimSlot({ site, host }: Pick<Machine, 'site' | 'host'>): Claim {
  return { target: `host:${site}/${host}`, mode: 'slot' };
}

/** The claim on a name that a new machine is to get, so that two cannot make it at once. */
export function claimName(site: string, name: string): Claim {
  return { target: `name:${site}/${name}`, mode: 'exclusive' };
}
