import type { Card } from '../../../../src/card.ts';
import { BotError } from '../../../../src/errors.ts';
import type { Arrived } from '../incoming/told.ts';
import type { Audience } from '../web/exchange.ts';
import type { DealParts } from './deal.ts';

interface Late {
  readonly card: Card;
  readonly to: Audience;
}

/**
 * An answer that Discord does not take as one any more, after 15 minutes or a first one after 3 s: an ordinary message,
 * and for the person alone a direct one.
 */
export async function sayLate(parts: DealParts, { key, told }: Arrived, late: Late): Promise<void> {
  const { platform, messages } = parts;
  const { actor, seat } = told;
  const place = { platform, channel: seat.channel, durable: true };
  const options = { nonce: `${key}:late`, calls: actor.id };
  if (late.to === 'channel' || seat.direct) {
    await messages.post(place, late.card, options);
    return;
  }
  try {
    await messages.post(await messages.direct(actor.id), late.card, options);
  } catch (error) {
    if (!isShut(error)) throw error;
    await messages.post(place, missed, options);
  }
}

/** It says nothing of what was asked: everybody reads it. */
const missed: Card = {
  title: 'An answer came too late',
  tone: 'warning',
  blocks: [
    {
      type: 'text',
      text: 'It was for you alone, and you take no direct messages from the bot. Type it again.',
    },
  ],
};

const isShut = (error: unknown): boolean =>
  error instanceof BotError && (error.code === 'forbidden' || error.code === 'not-found');
