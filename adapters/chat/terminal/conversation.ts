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
  readonly typed?: string | undefined;
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
  /** Its operation, once one was accepted and until it has ended. */
  running: number | undefined;
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
      return current !== undefined && current.running !== undefined;
    },
    async send(line) {
      const left = Promise.withResolvers<End>();
      const way: Way = {
        running: undefined,
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
    if (handled.operation === undefined) {
      const asked = handled.outcome === 'asked' && handled.approval === undefined;
      return { code: codeOf(handled.outcome), asked };
    }
    return { code: await follow(handled.operation, parts, watch) };
  } catch (error) {
    parts.screen.answer(fault(error));
    return {
      code: error instanceof BotError && error.code === 'usage' ? codes.usage : codes.failed,
    };
  } finally {
    parts.messages.release();
  }
}

async function follow(operation: number, parts: Parts, { way, watched }: Watch): Promise<number> {
  const { messages, screen } = parts;
  way.running = operation;
  if (!watched() && !parts.signal.aborted) screen.note(goesOn(operation));
  const progress = (card: Card): void => {
    if (watched()) screen.progress(card);
  };
  try {
    const end = await parts.bot.follow(operation, { signal: parts.signal, progress });
    messages.ended(operation, end);
    return end.state === 'done' ? codes.done : codes.failed;
  } catch (error) {
    if (!parts.signal.aborted) screen.answer(fault(error));
    return codes.failed;
  } finally {
    way.running = undefined;
  }
}

async function interrupt(way: Way, parts: Parts): Promise<void> {
  const { running } = way;
  if (running === undefined) {
    parts.screen.note('No longer waited for; `task list` tells what it has started, if anything.');
    return way.letGo();
  }
  const outcome = way.cancelled ? 'refused' : await cancel(running, parts);
  way.cancelled = true;
  if (isAccepted(outcome)) {
    if (way.running === undefined) return;
    parts.screen.note(`Cancelling task ${running}. Ctrl-C again leaves.`);
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

function goesOn(operation: number): string {
  return `Task ${operation} goes on; \`task show ${operation}\` tells its state.`;
}

/** What the bot could not make a card of. Only an expected error's words may be shown. */
function fault(error: unknown): Card {
  if (!(error instanceof BotError)) {
    return { title: 'A fault in the bot: this line was not finished', tone: 'danger' };
  }
  const blocks = error.hint === undefined ? [] : [{ type: 'text' as const, text: error.hint }];
  return { title: error.message, tone: 'danger', blocks };
}
