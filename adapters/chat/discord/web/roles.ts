import { type REST, Routes } from 'discord.js';
import { z } from 'zod';
import type { GroupsAsked } from '../../../../src/chat.ts';
import type { Log } from '../../../../src/log.ts';
import { isUnknownMember } from './errors.ts';

interface RoleParts {
  readonly web: REST;
  readonly log: Log;
}

const channel = z.object({ guild_id: z.string().optional() });
const member = z.object({ roles: z.array(z.string()) });

/**
 * The roles of a person on the server of that channel, of those that were named; undefined in direct messages, and where
 * Discord does not say. Needs no privileged intent: https://docs.discord.com/developers/resources/guild#get-guild-member
 */
export async function rolesNow(
  { web, log }: RoleParts,
  person: string,
  { among, place }: GroupsAsked,
): Promise<readonly string[] | undefined> {
  try {
    const { guild_id: guild } = channel.parse(await web.get(Routes.channel(place.channel)));
    if (guild === undefined) return undefined;
    const { roles } = member.parse(await web.get(Routes.guildMember(guild, person)));
    return among.filter((one) => roles.includes(one));
  } catch (err) {
    // Whoever has left the server has no role there.
    if (isUnknownMember(err)) return [];
    log.warn({ err, person }, 'which roles a person has could not be read');
    return undefined;
  }
}
