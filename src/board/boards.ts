import { createHash } from 'node:crypto';
import { roleMay } from '../access/roles.ts';
import type { Card } from '../card.ts';
import type { Chat, MessageRef } from '../chat.ts';
import { BotError } from '../errors.ts';
import type { Log } from '../log.ts';
import { type ContextParts, contextFor } from '../router/context.ts';
import type { Board } from '../store/chats/boards.ts';
import type { Store } from '../store/store.ts';
import { drawFleet } from '../summary/fleet-card.ts';
import { fleetFacts, newsOf } from '../summary/fleet-facts.ts';
import { when } from '../time/moment.ts';

export interface BoardsParts extends Omit<ContextParts, 'policy' | 'access' | 'boards'> {
  readonly chats: readonly Chat[];
  readonly store: Pick<Store, 'boards' | 'changes'>;
  readonly log: Log;
  readonly everyMs?: number | undefined;
  /** Whether this process draws those of the platform; it does when absent. */
  mayDraw?(platform: string): boolean;
}

export interface Boards {
  /** Draws them in a moment, and not once for each of many changes; also those that another process draws, if so said. */
  soon(even?: 'even without the seat'): void;
  close(): Promise<void>;
}

const EVERY_MS = 60_000;
/** Milliseconds for which changes are gathered. */
const GATHER_MS = 2_000;
/** Milliseconds for which the fleet may take to answer. */
const ANSWER_MS = 30_000;
/** A board without news is drawn again after this: for its figures, and so that its time tells whether the bot lives. */
const RENEW_MS = 10 * 60_000;

/** Draws the boards of the chats that this process has: every minute, and when a task ends. */
export async function startBoards(parts: BoardsParts): Promise<Boards> {
  const { chats, store, log, everyMs = EVERY_MS } = parts;
  let working = Promise.resolve();
  let gathering: NodeJS.Timeout | undefined;
  let everyone = false;
  const draw = () => {
    const all = everyone;
    everyone = false;
    working = working.then(async () => {
      for (const chat of chats) {
        if (!all && parts.mayDraw?.(chat.platform) === false) continue;
        await drawAll(parts, chat).catch((err: unknown) =>
          log.warn({ err, platform: chat.platform }, 'the boards could not be drawn'),
        );
      }
    });
  };
  const soon: Boards['soon'] = (even) => {
    everyone ||= even !== undefined;
    gathering ??= setTimeout(
      () => {
        gathering = undefined;
        draw();
      },
      Math.min(GATHER_MS, everyMs),
    );
  };
  const quiet = await store.changes(({ what }) => {
    if (what === 'free') soon();
  });
  const timer = setInterval(draw, everyMs);
  timer.unref();
  return {
    soon,
    async close() {
      clearInterval(timer);
      clearTimeout(gathering);
      await quiet();
      await working;
    },
  };
}

async function drawAll(parts: BoardsParts, chat: Chat): Promise<void> {
  const boards = await parts.store.boards.take(chat.platform);
  if (boards.length === 0) return;
  const drawn = await drawBoard(parts).catch(async (error: unknown) => {
    await Promise.all(boards.map(({ place }) => parts.store.boards.drawn(place, {})));
    throw error;
  });
  for (const board of boards) await drawOne(parts, { chat, board, ...drawn });
}

interface Drawing {
  readonly chat: Chat;
  readonly board: Board;
  readonly card: Card;
  /** The same while there is no news in it. */
  readonly shown: string;
}

async function drawOne({ store, log }: BoardsParts, drawing: Drawing): Promise<void> {
  const { board, shown } = drawing;
  const fresh = board.shownAt !== undefined && Date.now() - board.shownAt < RENEW_MS;
  const same = board.message !== undefined && board.shown === shown && fresh;
  const written = same ? undefined : await show(drawing, log).catch(tell);
  await store.boards.drawn(board.place, written ? { message: written, shown } : {});

  function tell(err: unknown): undefined {
    log.warn({ err, channel: board.place.channel }, 'a board could not be drawn');
  }
}

/** Edits the message, or posts another where it is gone. */
async function show({ chat, board, card }: Drawing, log: Log): Promise<MessageRef> {
  const timed: Card = {
    ...card,
    blocks: [
      ...(card.blocks ?? []),
      { type: 'fields', fields: [{ label: 'As of', value: when(Date.now()) }] },
    ],
  };
  const { message, place } = board;
  if (message !== undefined && (await edited(chat, message, timed))) return message;
  const nonce = nonceOf(board);
  const found = await chat.find?.(place, nonce);
  if (found !== undefined && (await edited(chat, found, timed))) return found;
  const posted = await chat.post(place, timed, { nonce });
  await chat
    .pin?.(posted)
    .catch((err: unknown) => log.warn({ err, channel: place.channel }, 'a board is not pinned'));
  return posted;
}

async function edited(chat: Chat, message: MessageRef, card: Card): Promise<boolean> {
  try {
    await chat.update(message, card);
    return true;
  } catch (error) {
    if (error instanceof BotError && ['not-found', 'expired'].includes(error.code)) return false;
    throw error;
  }
}

/** The same for every try at the same message: one that was posted and not recorded is found by it. */
function nonceOf({ place, madeAt, message }: Board): string {
  const what = [place.platform, place.channel, madeAt, message?.id ?? ''].join(' ');
  return createHash('sha256').update(what).digest('base64url').slice(0, 20);
}

/** What any viewer may see: it is for a whole channel. */
async function drawBoard(parts: BoardsParts): Promise<Pick<Drawing, 'card' | 'shown'>> {
  const policy = {
    may: (_: unknown, permission: Parameters<typeof roleMay>[1]) => roleMay('viewer', permission),
  };
  const actor = { platform: 'nakhoda', id: 'board', name: 'board' };
  const signal = AbortSignal.timeout(ANSWER_MS);
  const context = { ...contextFor({ ...parts, policy }, { actor }, signal), brief: true };
  const facts = await fleetFacts(context);
  return {
    card: drawFleet(facts, context),
    shown: createHash('sha256')
      .update(JSON.stringify(newsOf(facts, context.fleet)))
      .digest('base64url'),
  };
}
