import type { Card } from '../../src/card.ts';
import type { Chat, MessageRef, Place, PostOptions } from '../../src/chat.ts';
import { BotError } from '../../src/errors.ts';

export interface Shown {
  readonly ref: MessageRef;
  readonly options: PostOptions;
  /** What it says now, and what it said before. */
  readonly cards: Card[];
}

/** What becomes of the next calls: one word for each. */
export type Fault =
  | 'dropped'
  | 'lost'
  | 'busy'
  | 'forbidden'
  | 'not-found'
  | 'expired'
  | 'invalid'
  | 'fine';

export interface ChatDouble extends Chat {
  readonly messages: readonly Shown[];
  /** The faults of the next calls, in their order; `dropped` takes the call and loses the answer, `lost` loses both. */
  fail(call: 'post' | 'update', ...faults: readonly Fault[]): void;
  /** The title that each message shows now. */
  titles(): readonly string[];
}

/** A chat in memory whose messages outlive every process of the bot, with the faults of a network. */
export function createChatDouble(platform = 'test', parts: Partial<Chat> = {}): ChatDouble {
  const messages: Shown[] = [];
  const faults = { post: [] as Fault[], update: [] as Fault[] };
  const call = (name: 'post' | 'update', act: () => void) => {
    const fault = faults[name].shift() ?? 'fine';
    if (fault === 'fine' || fault === 'dropped') act();
    if (fault !== 'fine') throw errorOf(fault);
  };
  return {
    platform,
    messages,
    fail: (name, ...some) => void faults[name].push(...some),
    titles: () => messages.map(({ cards }) => cards.at(-1)?.title ?? ''),
    start: async () => {},
    stop: async () => {},
    async post({ channel, thread }: Place, card, options) {
      const ref = { platform, channel, thread, id: `m${messages.length + 1}` };
      call('post', () => messages.push({ ref, options, cards: [card] }));
      return ref;
    },
    async update({ id }, card) {
      const found = messages.find(({ ref }) => ref.id === id);
      if (!found) throw new BotError('not-found', 'The message is gone');
      call('update', () => found.cards.push(card));
    },
    find: async ({ channel }, nonce) =>
      messages.find(({ ref, options }) => ref.channel === channel && options.nonce === nonce)?.ref,
    direct: async (person) => ({ platform, channel: `direct-${person}`, durable: true }),
    ...parts,
  };
}

function errorOf(fault: Exclude<Fault, 'fine'>): BotError {
  if (fault === 'dropped' || fault === 'lost') return new BotError('timeout', 'No answer came');
  if (fault === 'busy') return new BotError('busy', 'Too fast', { retryAfterMs: 30 });
  return new BotError(fault, `The chat says ${fault}`);
}
