import type { Bot, Handled } from './chat.ts';
import { BotError, type ErrorCode } from './errors.ts';
import type { Hypervisor } from './hypervisor.ts';
import { type OperationState, Stop } from './operation.ts';

/** Told of everything that is worth a figure. It never throws. */
export interface Meter {
  /** A line was dealt with; `ms` is the time up to its answer, not to its task's end. */
  handled(outcome: Handled['outcome'], ms: number): void;
  /** An operation that this process followed has ended; `ms` counts from its first start. */
  ended(operation: EndedOperation): void;
  /** One call of a site's adapter; `failure` is absent when it answered. */
  called(site: string, failure?: Failure): void;
  /** A site was measured: so many samples were kept of it, and it took so long to answer. */
  measured(site: string, found: { readonly samples: number; readonly ms: number }): void;
  /** The rules have looked at a site in so many milliseconds, and so many incidents are open there. */
  looked(site: string, found: { readonly open: number; readonly ms: number }): void;
  /** This process watches that site no more. */
  unwatched(site: string): void;
  /** The runner's word to the store that this process lives was answered, or refused. */
  beat(): void;
}

export interface EndedOperation {
  /** One of the bot's own kinds of operation. */
  readonly kind: string;
  readonly state: OperationState;
  readonly ms: number;
}

/** A closed set, so that a figure can be kept for each. */
export type Failure = ErrorCode | 'fault';

/** The bot, with every line that it handles counted. */
export function meterBot(bot: Bot, meter: Meter): Bot {
  return {
    ...bot,
    async handle(incoming) {
      const began = performance.now();
      const handled = await bot.handle(incoming);
      meter.handled(handled.outcome, performance.now() - began);
      return handled;
    },
  };
}

type Call = (...args: unknown[]) => unknown;

/** The site, with every call of it counted, those of its optional groups too. */
export function meterSite(hypervisor: Hypervisor, meter: Meter): Hypervisor {
  const { site, close, ...port } = hypervisor;
  const told = (failure?: Failure) => meter.called(site.name, failure);
  const counted = <T extends object>(owner: T): T =>
    mapMembers(owner, (member) => count(member.bind(owner), told));
  const groups = Object.entries(port).map(([name, member]) => [
    name,
    typeof member === 'object' ? counted(member) : member,
  ]);
  return {
    ...counted({ ...hypervisor, ...Object.fromEntries(groups) }),
    ...(close && { close: () => hypervisor.close?.() ?? Promise.resolve() }),
  };
}

function mapMembers<T extends object>(owner: T, change: (member: Call) => Call): T {
  const changed = Object.entries(owner).map(([name, member]: [string, unknown]) => [
    name,
    typeof member === 'function' ? change(member as Call) : member,
  ]);
  return Object.fromEntries(changed) as T;
}

function count(call: Call, told: (failure?: Failure) => void): Call {
  return (...args) => {
    const result = call(...args);
    if (!(result instanceof Promise)) return result;
    result.then(
      () => told(),
      (error: unknown) => {
        if (!isStop(error)) told(failureOf(error));
      },
    );
    return result;
  };
}

function failureOf(error: unknown): Failure {
  if (error instanceof BotError) return error.code;
  return isNamed(error, 'TimeoutError') ? 'timeout' : 'fault';
}

/** Somebody did not want to wait any longer: nothing is said about the site. */
function isStop(error: unknown): boolean {
  return error instanceof Stop || isNamed(error, 'AbortError');
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof DOMException && error.name === name;
}
