import type { Card } from '../card.ts';
import type { Chat, MessageRef, Place, PostOptions } from '../chat.ts';
import { BotError, type ErrorCode } from '../errors.ts';
import type { Log } from '../log.ts';
import type { DueSaying } from '../store/chats/outbox.ts';
import { soon } from './soon.ts';

/** One try to say it; gives the message that shows it. Throws what the chat threw. */
export async function deliver(chat: Chat, due: DueSaying, log: Log): Promise<MessageRef> {
  const row = await seated(chat, due);
  try {
    return await show(chat, row);
  } catch (error) {
    if (!hasCode(error, 'invalid')) throw error;
    log.error({ err: error, saying: row.id }, 'the chat refuses a card: a fault of the bot');
    return show(chat, { ...row, card: plain(row) });
  }
}

/** A place without a channel is where only the person who is called reads. */
async function seated(chat: Chat, row: DueSaying): Promise<DueSaying> {
  if (row.place.channel !== '' || (row.edits && row.message)) return row;
  if (!chat.direct || row.calls === null) {
    throw new BotError('not-found', 'This chat knows no place of a person’s own');
  }
  return { ...row, place: await soon(chat.direct(row.calls)) };
}

/** What every platform takes. */
function plain({ card, operation }: DueSaying): Card {
  const text =
    operation === null
      ? 'The rest could not be shown here.'
      : `The rest could not be shown here: task show ${operation} has it.`;
  return { title: card.title, tone: card.tone, blocks: [{ type: 'text', text }] };
}

async function show(chat: Chat, row: DueSaying): Promise<MessageRef> {
  if (!row.edits) return post(chat, row, { nonce: row.nonce, mayBeThere: row.attempts > 1 });
  const nonce = row.tag ?? row.nonce;
  const ref = row.message ?? (await find(chat, row.place, nonce));
  if (!ref) {
    const posted = await post(chat, row, { nonce, mayBeThere: false });
    // A platform that drops the repeat of a post gives the first one, with what it said then.
    if (!chat.find) await soon(chat.update(posted, row.card));
    return posted;
  }
  try {
    await soon(chat.update(ref, row.card));
    return ref;
  } catch (error) {
    if (!hasCode(error, 'not-found', 'expired')) throw error;
    return post(
      chat,
      { ...row, card: continued(row.card) },
      { nonce: `${nonce}-on`, mayBeThere: true },
    );
  }
}

interface Post {
  readonly nonce: string;
  readonly mayBeThere: boolean;
}

/** Where the channel is shut, the person who waits for it is told directly. */
async function post(chat: Chat, row: DueSaying, { nonce, mayBeThere }: Post): Promise<MessageRef> {
  const under = row.under ?? (row.edits ? undefined : (row.message ?? undefined));
  const options = { nonce, under, calls: row.calls ?? undefined };
  try {
    return await once(chat, { place: row.place, card: row.card, options, mayBeThere });
  } catch (error) {
    const person = row.calls ?? row.actor?.id;
    if (!hasCode(error, 'forbidden', 'not-found') || !chat.direct || !person) throw error;
    const place = await soon(chat.direct(person));
    const card = instead(row.card, error.message);
    const direct = { nonce: `${nonce}-direct`, calls: options.calls };
    return once(chat, { place, card, options: direct, mayBeThere: row.attempts > 1 });
  }
}

interface Once {
  readonly place: Place;
  readonly card: Card;
  readonly options: PostOptions;
  readonly mayBeThere: boolean;
}

async function once(chat: Chat, { place, card, options, mayBeThere }: Once): Promise<MessageRef> {
  const found = mayBeThere ? await find(chat, place, options.nonce) : undefined;
  return found ?? soon(chat.post(place, card, options));
}

async function find(chat: Chat, place: Place, nonce: string): Promise<MessageRef | undefined> {
  return chat.find && soon(chat.find(place, nonce));
}

/** A message that takes the place of one that cannot be edited any more. */
export function continued(card: Card): Card {
  return said(card, 'This continues an earlier message that can no longer be edited.');
}

function instead(card: Card, why: string): Card {
  return said(card, `It comes here because its channel did not take it: ${why}.`);
}

function said(card: Card, text: string): Card {
  return { ...card, blocks: [{ type: 'text', text }, ...(card.blocks ?? [])] };
}

function hasCode(error: unknown, ...codes: readonly ErrorCode[]): error is BotError {
  return error instanceof BotError && codes.includes(error.code);
}
