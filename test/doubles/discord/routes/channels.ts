import { z } from 'zod';
import { read } from '../call.ts';
import { length } from '../limits/fault.ts';
import type { Parts } from '../messages.ts';
import { permission } from '../permissions.ts';
import { refusals } from '../refusal.ts';
import { type Channel, directChannel } from '../world.ts';
import { channelIn, messageIn } from './messages.ts';
import { type Answer, done, ok, type Route } from './route.ts';

/** docs.discord.com/developers/resources/channel */
const threadBody = z.looseObject({ name: z.string() });
const personBody = z.looseObject({ recipient_id: z.string() });
/** Both paths of a pin: the one with `messages` is the newer. */
const pinPaths = ['/channels/:channel/messages/pins/:message', '/channels/:channel/pins/:message'];
const pinLists = ['/channels/:channel/messages/pins', '/channels/:channel/pins'];

export const channelRoutes: readonly Route[] = [
  ...pinPaths.flatMap((path) => [pinRoute('PUT', path, true), pinRoute('DELETE', path, false)]),
  {
    method: 'GET',
    path: '/channels/:channel',
    run: (parts, _call, named) =>
      ok(parts.shapes.channel(channelIn(parts, named, permission.viewChannel))),
  },
  {
    method: 'POST',
    path: '/channels/:channel/typing',
    run(parts, _call, named) {
      channelIn(parts, named, permission.sendMessages);
      return done;
    },
  },
  {
    method: 'POST',
    path: '/users/@me/channels',
    run(parts, call) {
      const { recipient_id } = read(personBody, call.body);
      const person = parts.world.people.find(({ id }) => id === recipient_id);
      if (person === undefined) throw refusals.unknownUser();
      return ok(parts.shapes.channel(directChannel(parts.world, person.id)));
    },
  },
  {
    method: 'POST',
    path: '/channels/:channel/messages/:message/threads',
    run(parts, call, named) {
      const { id } = messageIn(parts, named, permission.createThreads);
      const parent = channelIn(parts, named, permission.createThreads);
      return addThread(parts, parent, read(threadBody, call.body).name, id);
    },
  },
  {
    method: 'POST',
    path: '/channels/:channel/threads',
    run(parts, call, named) {
      const parent = channelIn(parts, named, permission.createThreads);
      return addThread(parts, parent, read(threadBody, call.body).name, parts.world.id());
    },
  },
];

/** Lists of pins come before the route of one message: a message is not called `pins`. */
export const pinListRoutes: readonly Route[] = pinLists.map((path) => ({
  method: 'GET',
  path,
  run(parts, _call, named) {
    const { id } = channelIn(parts, named, permission.readHistory);
    const pinned = parts.world.messages.filter((one) => one.channel === id && one.pinned);
    const shaped = pinned.map(parts.shapes.message);
    if (!path.includes('messages')) return ok(shaped);
    const pinned_at = new Date().toISOString();
    return ok({ items: shaped.map((message) => ({ pinned_at, message })), has_more: false });
  },
}));

function pinRoute(method: string, path: string, pinned: boolean): Route {
  return {
    method,
    path,
    run(parts, _call, named) {
      messageIn(parts, named, permission.pinMessages).pinned = pinned;
      parts.gateway.dispatch('CHANNEL_PINS_UPDATE', {
        channel_id: named('channel'),
        guild_id: parts.world.guildId,
      });
      return done;
    },
  };
}

/** A thread that begins with a message has its id. */
function addThread(
  { world, shapes, gateway }: Parts,
  parent: Channel,
  name: string,
  id: string,
): Answer {
  const faults = length(['name'], name, 1, 100);
  if (faults.length > 0) throw refusals.badBody(faults);
  const { mayWrite, maySee } = parent;
  const made: Channel = { id, name, kind: 'thread', parent: parent.id, mayWrite, maySee };
  world.channels.push(made);
  const shape = shapes.channel(made);
  gateway.dispatch('THREAD_CREATE', { ...shape, newly_created: true });
  return { status: 201, body: shape };
}
