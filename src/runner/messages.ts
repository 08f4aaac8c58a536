import type { Card } from '../card.ts';
import type { Chat, MessageRef, Place } from '../chat.ts';
import { BotError } from '../errors.ts';
import type { Log } from '../log.ts';

/** One operation's message: posted once, edited on, ended with the outcome. Failing to show never fails the work. */
export interface Message {
  /** Shown soon; a newer card replaces one not shown yet. */
  show(card: Card): void;
  /** Shows the last card and waits until it is. */
  end(card: Card): Promise<void>;
}

export interface MessageParts {
  readonly chat: Chat | undefined;
  readonly place: Place;
  /** The message of an earlier owner, edited on. */
  readonly ref: MessageRef | undefined;
  readonly nonce: string;
  readonly log: Log;
  /** Milliseconds between two edits; the platforms allow about one a second. */
  readonly everyMs?: number | undefined;
  /** Milliseconds after which a post or edit is given up. */
  readonly limitMs?: number | undefined;
  posted(ref: MessageRef): Promise<unknown>;
}

const EVERY_MS = 1_000;
/** Milliseconds for one post or edit: a chat that hangs must not keep an operation from ending. */
const LIMIT_MS = 20_000;

export function openMessage(parts: MessageParts): Message {
  const { limitMs = LIMIT_MS } = parts;
  let { ref } = parts;
  let next: Card | undefined;
  let working: Promise<void> | undefined;

  const send = async (chat: Chat, card: Card): Promise<void> => {
    try {
      if (ref) return await soon(chat.update(ref, card), limitMs);
      ref = await soon(chat.post(parts.place, card, { nonce: parts.nonce }), limitMs);
      await parts.posted(ref);
    } catch (error) {
      parts.log.warn({ err: error, place: parts.place }, 'a message could not be shown');
    }
  };
  const work = async (chat: Chat): Promise<void> => {
    while (next) {
      const card = next;
      next = undefined;
      await send(chat, card);
      if (next) await new Promise((resolve) => setTimeout(resolve, parts.everyMs ?? EVERY_MS));
    }
  };
  return {
    show(card) {
      if (!parts.chat) return;
      next = card;
      working ??= work(parts.chat).finally(() => {
        working = undefined;
      });
    },
    async end(card) {
      if (!parts.chat) return;
      next = undefined;
      await working;
      await send(parts.chat, card);
    },
  };
}

function soon<T>(work: Promise<T>, limitMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new BotError('timeout', 'The chat did not answer in time')),
      limitMs,
    );
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
