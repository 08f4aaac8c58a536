import {
  followUp,
  interactionTypes,
  openInteraction,
  originalOf,
  respond,
} from '../interactions.ts';
import { editMessage, type Parts, readPost, removeMessage } from '../messages.ts';
import { refusals } from '../refusal.ts';
import type { Interaction, Message } from '../world.ts';
import { done, type Named, ok, type Route } from './route.ts';

/** docs.discord.com/developers/interactions/receiving-and-responding#endpoints */
const webhook = '/webhooks/:application/:token';
const one = `${webhook}/messages/:message`;

export const interactionRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/interactions/:id/:token/callback',
    open: true,
    run(parts, call, named) {
      const message = respond(parts, named('id'), named('token'), call);
      if (call.query.get('with_response') !== 'true') return done;
      const interaction = parts.world.interactions.get(named('token'));
      return ok({
        interaction: {
          id: named('id'),
          type: interactionTypes[interaction?.kind ?? 'command'],
          activity_instance_id: null,
          response_message_id: message?.id ?? null,
          response_message_loading: interaction?.response === 'deferred',
          response_message_ephemeral: message?.onlyFor !== undefined,
        },
        ...(message && {
          resource: {
            type: interaction?.response === 'deferred' ? 5 : 4,
            message: parts.shapes.message(message),
          },
        }),
      });
    },
  },
  {
    method: 'POST',
    path: webhook,
    open: true,
    run(parts, call, named) {
      const interaction = openInteraction(parts, named('token'));
      return ok(parts.shapes.message(followUp(parts, interaction, readPost(call))));
    },
  },
  {
    method: 'GET',
    path: one,
    open: true,
    run: (parts, _call, named) => ok(parts.shapes.message(messageOf(parts, named))),
  },
  {
    method: 'PATCH',
    path: one,
    open: true,
    run: (parts, call, named) =>
      ok(parts.shapes.message(editMessage(parts, messageOf(parts, named), readPost(call)))),
  },
  {
    method: 'DELETE',
    path: one,
    open: true,
    run(parts, _call, named) {
      removeMessage(parts, messageOf(parts, named));
      return done;
    },
  },
];

function messageOf(parts: Parts, named: Named): Message {
  const interaction = openInteraction(parts, named('token'));
  const id = named('message');
  return id === '@original' ? originalOf(parts, interaction) : ownMessage(parts, interaction, id);
}

function ownMessage({ world }: Parts, { channel }: Interaction, id: string): Message {
  const found = world.messages.find((message) => message.id === id && message.channel === channel);
  if (found === undefined || found.author !== world.bot.id) throw refusals.unknownMessage();
  return found;
}
