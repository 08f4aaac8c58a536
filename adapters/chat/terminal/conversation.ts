import type { Card } from '../../../src/card.ts';
import type { Bot, Caller, Form, Handled, Place, Reply } from '../../../src/chat.ts';
import { BotError } from '../../../src/errors.ts';
import type { Messages } from './messages.ts';
import type { Screen } from './screen.ts';

/** What became of a line: its exit code, and the form it wants filled in first. */
interface End {
  readonly code: number;
  readonly form?: Form | undefined;
  /** The answer was a preview that waits for a confirmation. */
  readonly asked?: boolean | undefined;
}

export interface Line {
  readonly line: string;
  readonly confirms?: string | undefined;
  readonly declines?: string | undefined;
}

/** Exit codes: 0 done, 1 refused or failed, 2 not understood, 130 left with Ctrl-C (128 + SIGINT), 141 (128 + SIGPIPE). */
export const codes = { done: 0, failed: 1, usage: 2, interrupted: 130, unread: 141 } as const;

export interface Conversation {
  /** A line is being worked on and a person waits. */
  readonly busy: boolean;
  /** Operations of that line have been accepted and are followed. */
  readonly following: boolean;
  /** Hands the line to the bot and follows what it starts to the true end. */
  send(line: Line): Promise<End>;
  /** The first Ctrl-C: cancels what can be cancelled, else lets go and says where it continues. */
  interrupt(): Promise<void>;
}

interface Parts {
  readonly bot: Bot;
  readonly caller: Caller;
  readonly place: Place;
  readonly screen: Screen;
  readonly messages: Messages;
  readonly signal: AbortSignal;
}

/** One line on its way: what of it runs, whether it was cancelled, and how to stop waiting for it. */
interface Way {
  readonly running: Set<number>;
  cancelled: boolean;
  letGo(): void;
}

export function createConversation(parts: Parts): Conversation {
  let current: Way | undefined;
  return {
    get busy() {
      return current !== undefined;
    },
    get following() {
      return current !== undefined && current.running.size > 0;
    },
    async send(line) {
      const left = Promise.withResolvers<End>();
      const way: Way = {
        running: new Set(),
        cancelled: false,
        letGo: () => left.resolve({ code: codes.interrupted }),
      };
      current = way;
      parts.signal.addEventListener('abort', way.letGo, { once: true });
      const work = carryOut(line, parts, { way, watched: () => current === way });
      try {
        return await Promise.race([work, left.promise]);
      } finally {
        parts.signal.removeEventListener('abort', way.letGo);
        current = undefined;
      }
    },
    interrupt: async () => {
      if (current !== undefined) await interrupt(current, parts);
    },
  };
}

interface Watch {
  readonly way: Way;
  watched(): boolean;
}

async function carryOut(line: Line, parts: Parts, watch: Watch): Promise<End> {
  let form: Form | undefined;
  const reply: Reply = {
    defer: async () => {},
    answer: async (card) => parts.screen.answer(card),
    ask: async (asked) => {
      form = asked;
    },
  };
  parts.messages.hold();
  try {
    const { caller, place } = parts;
    const handled = await parts.bot.handle({ ...line, ...caller, place, reply });
    if (form !== undefined) return { code: codes.usage, form };
    if (handled.operations.length === 0)
      return { code: codeOf(handled.outcome), asked: handled.outcome === 'asked' };
    return { code: await followAll(handled.operations, parts, watch) };
  } catch (error) {
    parts.screen.answer(fault(error));
    return {
      code: error instanceof BotError && error.code === 'usage' ? codes.usage : codes.failed,
    };
  } finally {
    parts.messages.release();
  }
}

async function followAll(
  operations: readonly number[],
  parts: Parts,
  watch: Watch,
): Promise<number> {
  for (const operation of operations) watch.way.running.add(operation);
  if (!watch.watched() && !parts.signal.aborted) parts.screen.note(goesOn(operations));
  const done = await Promise.all(operations.map((each) => follow(each, parts, watch)));
  return done.every(Boolean) ? codes.done : codes.failed;
}

async function follow(operation: number, parts: Parts, watch: Watch): Promise<boolean> {
  const { messages, screen } = parts;
  const progress = (card: Card): void => {
    if (watch.watched()) screen.progress(card);
  };
  try {
    const end = await parts.bot.follow(operation, { signal: parts.signal, progress });
    messages.ended(operation, end);
    return end.state === 'done';
  } catch (error) {
    if (!parts.signal.aborted) screen.answer(fault(error));
    return false;
  } finally {
    watch.way.running.delete(operation);
  }
}

async function interrupt(way: Way, parts: Parts): Promise<void> {
  const running = [...way.running];
  if (running.length === 0) {
    parts.screen.note('No longer waited for; `task list` tells what it has started, if anything.');
    return way.letGo();
  }
  const outcomes = way.cancelled
    ? []
    : await Promise.all(running.map((each) => cancel(each, parts)));
  way.cancelled = true;
  if (outcomes.some(isAccepted)) {
    if (way.running.size === 0) return;
    parts.screen.note(`Cancelling ${tasks([...way.running])}. Ctrl-C again leaves.`);
    return;
  }
  parts.screen.note(goesOn(running));
  way.letGo();
}

async function cancel(operation: number, parts: Parts): Promise<Handled['outcome']> {
  try {
    return await parts.bot.cancel(operation, parts.caller);
  } catch {
    return 'refused';
  }
}

function isAccepted(outcome: Handled['outcome']): boolean {
  return outcome === 'accepted' || outcome === 'answered';
}

function codeOf(outcome: Handled['outcome']): number {
  if (outcome === 'answered' || outcome === 'accepted') return codes.done;
  return outcome === 'usage' ? codes.usage : codes.failed;
}

/** Names each task; with one, the line that shows it. */
function goesOn(operations: readonly number[]): string {
  const one = operations.length === 1;
  const look = one ? `task show ${operations[0]}` : 'task list';
  return `${capital(tasks(operations))} ${one ? 'goes' : 'go'} on; \`${look}\` tells ${one ? 'its' : 'their'} state.`;
}

function tasks(operations: readonly number[]): string {
  return `${operations.length === 1 ? 'task' : 'tasks'} ${operations.join(', ')}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What the bot could not make a card of. Only an expected error's words may be shown. */
function fault(error: unknown): Card {
  if (!(error instanceof BotError)) {
    return { title: 'A fault in the bot: this line was not finished', tone: 'danger' };
  }
  const blocks = error.hint === undefined ? [] : [{ type: 'text' as const, text: error.hint }];
  return { title: error.message, tone: 'danger', blocks };
}
