import type { Draft } from './limits/message.ts';
import { kind, type MessageBody } from './wire.ts';
import { channelOf, everyComponent, type World } from './world.ts';

/** docs.discord.com/developers/resources/message#message-object-message-flags */
const silent = 1 << 12;

/** Whose devices a new message rings: docs.discord.com/developers/resources/message#allowed-mentions-object */
export function ringing(world: World, channel: string, body: MessageBody, draft: Draft): string[] {
  if ((draft.flags & silent) !== 0) return [];
  const { kind: place, person } = channelOf(world, channel);
  if (place === 'direct') return person === undefined ? [] : [person];
  const text = textOf(draft);
  const allowed = body.allowed_mentions ?? undefined;
  const may = (what: string): boolean =>
    allowed === undefined || (allowed.parse ?? []).includes(what);
  const all = may('everyone') && world.mentionsAll && /@everyone|@here/.test(text);
  if (all) return world.people.map(({ id }) => id);
  const roles = [...text.matchAll(/<@&(\d+)>/g)]
    .map(([, id = '']) => id)
    .filter((id) => may('roles') || (allowed?.roles ?? []).includes(id))
    .filter((id) => world.mentionsAll || world.mentionable.includes(id));
  return world.people
    .filter(
      ({ id, roles: own = [] }) =>
        own.some((one) => roles.includes(one)) ||
        (new RegExp(`<@!?${id}>`).test(text) &&
          (may('users') || (allowed?.users ?? []).includes(id))),
    )
    .map(({ id }) => id);
}

/** The one thing for which everybody may be called: `@here` before all else, and neither word anywhere behind it. */
export function callsHere(draft: Draft): boolean {
  const text = textOf(draft).trim();
  return text.startsWith('@here') && !/@everyone|@here/.test(text.slice('@here'.length));
}

/** Mentions count in the content and in text displays, not in embeds. */
function textOf({ content, components }: Draft): string {
  const texts = everyComponent(components).filter(({ type }) => type === kind.text);
  return [content, ...texts.map((one) => one.content ?? '')].join('\n');
}
