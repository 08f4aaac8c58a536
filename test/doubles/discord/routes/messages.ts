import { addMessage, editMessage, type Parts, readPost, removeMessage } from '../messages.ts';
import { permission, permissionsIn } from '../permissions.ts';
import { refusals } from '../refusal.ts';
import type { Channel, Message } from '../world.ts';
import { done, type Named, ok, type Route } from './route.ts';

/** docs.discord.com/developers/resources/message */
const all = '/channels/:channel/messages';
const one = `${all}/:message`;

export const messageRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: all,
    run(parts, call, named) {
      const channel = channelIn(parts, named, permission.readHistory);
      const [before, after] = [call.query.get('before'), call.query.get('after')];
      const found = publicMessages(parts, channel)
        .filter(({ id }) => (before === null || id < before) && (after === null || id > after))
        .toReversed()
        .slice(0, Number(call.query.get('limit') ?? 50));
      return ok(found.map(parts.shapes.message));
    },
  },
  {
    method: 'POST',
    path: all,
    run(parts, call, named) {
      const channel = channelIn(parts, named, permission.sendMessages);
      const post = readPost(call);
      const { nonce, enforce_nonce, message_reference } = post.body;
      checkNonce(nonce);
      if (message_reference?.message_id !== undefined) {
        replied(parts, channel, message_reference.message_id, message_reference);
      }
      const message = once(parts, enforce_nonce ? nonce : undefined, () =>
        addMessage(parts, post, { channel: channel.id }),
      );
      return ok(parts.shapes.message(message));
    },
  },
  {
    method: 'GET',
    path: one,
    run: (parts, _call, named) =>
      ok(parts.shapes.message(messageIn(parts, named, permission.readHistory))),
  },
  {
    method: 'PATCH',
    path: one,
    run(parts, call, named) {
      const message = messageIn(parts, named, permission.viewChannel);
      if (message.author !== parts.world.bot.id) throw refusals.notYours();
      return ok(parts.shapes.message(editMessage(parts, message, readPost(call))));
    },
  },
  {
    method: 'DELETE',
    path: one,
    run(parts, _call, named) {
      removeMessage(parts, messageIn(parts, named, permission.viewChannel));
      return done;
    },
  },
];

/** docs.discord.com/developers/resources/message#create-message-jsonform-params: up to 25 characters. */
function checkNonce(nonce: string | number | null | undefined): void {
  if (nonce === undefined || nonce === null || String(nonce).length <= 25) return;
  throw refusals.badBody([
    { path: ['nonce'], code: 'NONCE_TYPE_TOO_LONG', message: 'Must be 25 or fewer in length.' },
  ]);
}

/** The first of the same nonce is given again: docs.discord.com/developers/resources/message#create-message */
function once(
  { world }: Parts,
  nonce: string | number | null | undefined,
  add: () => Message,
): Message {
  const key = nonce == null ? undefined : String(nonce);
  const first = key === undefined ? undefined : world.nonces.get(key);
  if (first !== undefined) return first;
  const message = add();
  if (key !== undefined) world.nonces.set(key, message);
  return message;
}

function replied(parts: Parts, channel: Channel, id: string, reference: object): void {
  if (publicMessages(parts, channel).some((message) => message.id === id)) return;
  if ('fail_if_not_exists' in reference && reference.fail_if_not_exists === false) return;
  throw refusals.badBody([
    {
      path: ['message_reference'],
      code: 'REPLIES_UNKNOWN_MESSAGE',
      message: 'Unknown message',
    },
  ]);
}

/** A channel in which the bot may do this. */
export function channelIn({ world }: Parts, named: Named, needs: bigint): Channel {
  const channel = world.channels.find(({ id }) => id === named('channel'));
  if (channel === undefined) throw refusals.unknownChannel();
  const held = permissionsIn(world, world.bot.id, channel);
  if ((held & permission.viewChannel) === 0n) throw refusals.noAccess();
  if ((held & needs) === 0n) throw refusals.noPermission();
  return channel;
}

export function messageIn(parts: Parts, named: Named, needs: bigint): Message {
  const channel = channelIn(parts, named, needs);
  const found = publicMessages(parts, channel).find(({ id }) => id === named('message'));
  if (found === undefined) throw refusals.unknownMessage();
  return found;
}

/** The bot's token reaches no ephemeral message. */
function publicMessages({ world }: Parts, channel: Channel): readonly Message[] {
  return world.messages.filter((one) => one.channel === channel.id && one.onlyFor === undefined);
}
