import { setTimeout as sleep } from 'node:timers/promises';
import type { Card } from '../card.ts';
import type { Chat, MessageRef, Place } from '../chat.ts';
import { BotError, gaveNoAnswer } from '../errors.ts';
import type { Log } from '../log.ts';
import { continued } from '../outbox/deliver.ts';
import { soon } from '../outbox/soon.ts';

/** One operation's message: posted once, edited on, ended with the outcome. Failing to show never fails the work. */
export interface Message {
  /** True where this process shows it: it must be closed or ended. */
  readonly open: boolean;
  /** Shown soon; a newer card replaces one not shown yet. */
  show(card: Card): void;
  /** Shows the last card and waits until it is. */
  end(card: Card): Promise<void>;
  /** Shows nothing more; gives the message, when nothing is on its way to it any more. */
  close(): Promise<MessageRef | undefined>;
}

export interface MessageParts {
  readonly chat: Chat | undefined;
  readonly place: Place;
  /** The message of an earlier owner, edited on. */
  readonly ref: MessageRef | undefined;
  /** An earlier owner may have posted it without being able to say so. */
  readonly mayBeThere?: boolean | undefined;
  readonly nonce: string;
  readonly log: Log;
  /** Milliseconds between two edits; the platforms allow about one a second. */
  readonly everyMs?: number | undefined;
  /** Milliseconds after which a post or edit is given up. */
  readonly limitMs?: number | undefined;
  /** Milliseconds for which every progress is shown; later on only what is new in words. */
  readonly freelyMs?: number | undefined;
  posted(ref: MessageRef): Promise<unknown>;
  /** Awaited after each card that was shown and is not the end. */
  written?(): Promise<void>;
  /** Asked before the first post, where another process may post it too. */
  readonly claim?: (() => Promise<Claimed>) | undefined;
  /** A post that was claimed and failed. */
  unposted?(): Promise<unknown>;
}

/** Whose the first post is: ours, somebody else's at this moment, or done already. */
export type Claimed = 'ours' | 'theirs' | MessageRef;

const EVERY_MS = 1_000;
/**
 * Discord slows down edits of messages older than an hour (30046).
 * https://docs.discord.com/developers/topics/opcodes-and-status-codes
 */
const FREELY_MS = 50 * 60_000;

export function openMessage(parts: MessageParts): Message {
  const leaving = new AbortController();
  const began = performance.now();
  const write = createWriter(parts);
  let next: Card | undefined;
  let shown = '';
  let working: Promise<unknown> | undefined;

  const pause = (ms: number) => sleep(ms, undefined, { signal: leaving.signal }).catch(() => {});
  const work = async (): Promise<void> => {
    while (next) {
      const card = next;
      next = undefined;
      const pauseMs = await write.send(card);
      await parts.written?.();
      if (pauseMs === undefined) shown = gist(card);
      else if (!leaving.signal.aborted) next ??= card;
      if (next) await pause(pauseMs ?? parts.everyMs ?? EVERY_MS);
    }
  };
  const close = async () => {
    leaving.abort();
    next = undefined;
    await working;
    return write.ref();
  };
  return {
    open: parts.chat !== undefined,
    show(card) {
      if (!parts.chat || leaving.signal.aborted) return;
      const late = performance.now() - began > (parts.freelyMs ?? FREELY_MS);
      if (late && gist(card) === shown) return;
      next = card;
      working ??= work().finally(() => {
        working = undefined;
      });
    },
    async end(card) {
      if (!parts.chat) return;
      await close();
      await write.send(card);
    },
    close,
  };
}

/** What a card says without its figures: a bar that moves is nothing new in words. */
function gist(card: Card): string {
  return JSON.stringify(card, (key, held) => (key === 'fraction' ? undefined : held)).replace(
    /\d+/g,
    '',
  );
}

interface Wanted {
  readonly name: string;
  /** What somebody else has posted of it. */
  readonly earlier: MessageRef | undefined;
}

/** Puts one card after the other into one message. */
function createWriter(parts: MessageParts) {
  const { chat, place, nonce, limitMs } = parts;
  let { ref, mayBeThere = false } = parts;
  let ended = false;

  const looked = async (on: Chat, name: string) =>
    on.find && (await soon(on.find(place, name), limitMs));
  /** Where it may be there already it is looked for, and edited when it is. */
  const postOrEdit = async (on: Chat, card: Card, { name, earlier }: Wanted): Promise<void> => {
    const isOpen = mayBeThere && earlier === undefined && on.find !== undefined;
    mayBeThere = true;
    const found = isOpen ? await looked(on, name) : earlier;
    ref = found ?? (await soon(on.post(place, card, { nonce: name }), limitMs));
    if (found) await soon(on.update(found, card), limitMs);
  };
  const post = async (on: Chat, card: Card, name = nonce): Promise<void> => {
    const claimed = name === nonce ? await parts.claim?.() : undefined;
    if (claimed === 'theirs') throw new BotError('busy', 'another process posts it just now');
    const isOurs = claimed === 'ours';
    await postOrEdit(on, card, { name, earlier: isOurs ? undefined : claimed }).catch(
      async (error: unknown) => {
        if (isOurs && !ref) await parts.unposted?.();
        throw error;
      },
    );
    if (ref) await parts.posted(ref);
  };
  const put = async (on: Chat, card: Card): Promise<void> => {
    if (!ref) return post(on, card);
    try {
      await soon(on.update(ref, card), limitMs);
    } catch (error) {
      if (ended || !isOver(error) || place.durable !== true) throw error;
      ended = true;
      await post(on, continued(card), `${nonce}-on`);
    }
  };
  return {
    ref: () => ref,
    /** Gives the milliseconds to wait for where the platform wants a pause and the card is to be tried again. */
    async send(card: Card): Promise<number | undefined> {
      if (!chat) return undefined;
      try {
        await put(chat, card);
      } catch (error) {
        if (error instanceof BotError && error.code === 'busy')
          return error.retryAfterMs ?? EVERY_MS;
        parts.log.warn(
          { err: error, place, open: gaveNoAnswer(error) },
          'a message could not be shown',
        );
      }
      return undefined;
    },
  };
}

function isOver(error: unknown): boolean {
  return error instanceof BotError && (error.code === 'expired' || error.code === 'not-found');
}
