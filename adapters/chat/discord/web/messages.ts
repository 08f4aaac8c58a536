import { createHash } from 'node:crypto';
import { type REST, Routes } from 'discord.js';
import { z } from 'zod';
import type { Card } from '../../../../src/card.ts';
import type { Chat, MessageRef, Place } from '../../../../src/chat.ts';
import { type BodyParts, messageOf } from './body.ts';
import { asking } from './errors.ts';

export type Messages = Required<Pick<Chat, 'post' | 'update' | 'direct' | 'pin'>>;

export interface MessagesParts extends BodyParts {
  readonly rest: REST;
  readonly platform: string;
}

const WithId = z.object({ id: z.string() });

/**
 * Messages by the bot's own token, which no time ends. There is no `find`: Discord itself drops a repeat of a nonce for
 * a few minutes (`enforce_nonce`), and afterwards shows it to nobody.
 * https://docs.discord.com/developers/resources/message#create-message
 */
export function createMessages(parts: MessagesParts): Messages {
  const { rest, platform } = parts;
  return {
    async post(place, card, { nonce, calls, under }) {
      const { body, files } = await messageOf(parts, card, { calls });
      const answers = under && {
        message_reference: { message_id: under.id, fail_if_not_exists: false },
      };
      const whole = { ...body, ...answers, nonce: nonceOf(nonce), enforce_nonce: true };
      const posted = await asking(() =>
        rest.post(Routes.channelMessages(place.channel), { body: whole, files }),
      );
      const { id } = WithId.parse(posted);
      return { platform, channel: place.channel, id } satisfies MessageRef;
    },
    async update(ref, card: Card) {
      const { body, files } = await messageOf(parts, card);
      await asking(() => rest.patch(Routes.channelMessage(ref.channel, ref.id), { body, files }));
    },
    async direct(person) {
      const made = await asking(() =>
        rest.post(Routes.userChannels(), { body: { recipient_id: person } }),
      );
      return { platform, channel: WithId.parse(made).id, durable: true } satisfies Place;
    },
    async pin(ref) {
      await asking(() => rest.put(Routes.channelMessagesPin(ref.channel, ref.id)));
    },
  };
}

/** At most 25 characters: https://docs.discord.com/developers/resources/message#create-message-jsonform-params */
function nonceOf(nonce: string): string {
  return createHash('sha256').update(nonce).digest('base64url').slice(0, 25);
}
