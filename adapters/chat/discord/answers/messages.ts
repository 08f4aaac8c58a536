import { createHash } from 'node:crypto';
import { type REST, Routes } from 'discord.js';
import { z } from 'zod';
import type { Chat, MessageRef, Place, PostOptions } from '../../../../src/chat.ts';
import { calledOn } from '../../../../src/drawing/called.ts';
import type { Sending } from '../web/exchange.ts';
import { rolesNow } from '../web/roles.ts';
import { asking } from '../web/web.ts';
import { type ComposeParts, compose } from './compose.ts';

export interface MessageParts extends ComposeParts {
  readonly platform: string;
  readonly web: REST;
  /** The bot's own id. */
  readonly me: string;
}

export type Messages = Required<
  Pick<Chat, 'post' | 'update' | 'find' | 'direct' | 'pin' | 'groupsOf'>
>;

const posted = z.object({ id: z.string(), channel_id: z.string() });

/** Messages that are stored and edited on, by the bot's own token. */
export function createMessages(parts: MessageParts): Messages {
  const { platform, web } = parts;
  return {
    async post(place, card, options) {
      const message = await compose(card, parts, {
        called: calledOn(platform, card.mentions, options.calls),
      });
      const body = { ...tagged(message, options.nonce), ...under(place, options) };
      const said = await asking('a message', () =>
        web.post(Routes.channelMessages(place.channel), { body, files: [...message.files] }),
      );
      const { id, channel_id: channel } = posted.parse(said);
      return { platform, channel, id };
    },
    async update({ channel, id }, card) {
      const { body, files } = await compose(card, parts);
      await asking('an edit', () =>
        web.patch(Routes.channelMessage(channel, id), { body, files: [...files] }),
      );
    },
    find: (place, nonce) => find(parts, place, nonce),
    groupsOf: (person, asked) => rolesNow(parts, person, asked),
    async direct(person) {
      const body = { recipient_id: person };
      const opened = await asking('a direct message', () =>
        web.post(Routes.userChannels(), { body }),
      );
      return { platform, channel: directChannel.parse(opened).id, durable: true };
    },
    async pin({ channel, id }) {
      await asking('a pin', () => web.put(Routes.channelMessagesPin(channel, id)));
    },
  };
}

const directChannel = z.object({ id: z.string() });

const digest = (nonce: string) => createHash('sha256').update(nonce).digest();

/** Up to 25 characters: https://docs.discord.com/developers/resources/message#create-message */
const nonceOf = (nonce: string): string => digest(nonce).toString('base64url').slice(0, 25);

/** A component may have a number of its own: https://docs.discord.com/developers/components/reference#anatomy-of-a-component */
const tagOf = (nonce: string): number => (digest(nonce).readUInt32BE(0) >>> 1) | (1 << 20);

/**
 * Discord drops the repeat of a nonce for a few minutes only, and does not tell nonces later. So the message carries
 * it a second time, as the number of its outermost component, and can be found by that.
 */
function tagged({ body }: Sending, nonce: string): Sending['body'] {
  const [first, ...others] = components.parse(body['components']);
  return {
    ...body,
    components: [{ ...first, id: tagOf(nonce) }, ...others],
    nonce: nonceOf(nonce),
    enforce_nonce: true,
  };
}

const components = z.array(z.looseObject({ id: z.number().optional() }));

/** Deleted meanwhile, it is answered all the same; a message of another channel cannot be answered. */
function under({ channel }: Place, { under: to }: PostOptions): object {
  if (to?.channel !== channel) return {};
  return { message_reference: { message_id: to.id, fail_if_not_exists: false } };
}

/** Messages looked through for one that may have been delivered, newest first. */
const LOOKED = 100;

const found = z.array(
  z.object({ id: z.string(), author: z.object({ id: z.string() }), components: components }),
);

async function find(
  { platform, web, me }: MessageParts,
  { channel }: Place,
  nonce: string,
): Promise<MessageRef | undefined> {
  const query = new URLSearchParams({ limit: String(LOOKED) });
  const seen = await asking('the history', () =>
    web.get(Routes.channelMessages(channel), { query }),
  );
  const tag = tagOf(nonce);
  const one = found
    .parse(seen)
    .find(({ author, components: parts }) => author.id === me && parts[0]?.id === tag);
  return one && { platform, channel, id: one.id };
}
