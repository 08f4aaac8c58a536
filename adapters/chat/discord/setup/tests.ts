import { ChannelType, type REST, Routes } from 'discord.js';
import { z } from 'zod';
import { refused } from '../registration/refused.ts';
import { channel, lacking, member, role } from './permissions.ts';

/** Discord's pages show as many servers at once; a bot for virtual machines is in one or two. */
const MANY = 20;

export interface Tested {
  readonly applicationId: string;
  readonly name: string;
  /** Privileged intents that are on, by the names of Discord's page. */
  readonly intents: readonly string[];
  readonly servers: readonly Server[];
}

export interface Server {
  readonly name: string;
  /** Where something is missing; empty when all is well. */
  readonly gaps: readonly Gap[];
}

export interface Gap {
  readonly channel: string;
  readonly missing: readonly string[];
}

const application = z.object({ id: z.string(), name: z.string(), flags: z.number().default(0) });
const user = z.object({ id: z.string() });
const guilds = z.array(z.object({ id: z.string(), name: z.string() }));

/** Asks Discord whose token it is, and what the bot may where. Throws what Discord says of a bad one. */
export async function testToken(rest: REST, signal: AbortSignal): Promise<Tested> {
  try {
    const app = application.parse(await rest.get(Routes.currentApplication(), { signal }));
    const me = user.parse(await rest.get(Routes.user('@me'), { signal }));
    const known = guilds.parse(await rest.get(Routes.userGuilds(), { signal }));
    const servers: Server[] = [];
    for (const guild of known.slice(0, MANY)) {
      servers.push({ name: guild.name, gaps: await gapsIn(guild.id, { rest, me: me.id, signal }) });
    }
    return { applicationId: app.id, name: app.name, intents: intentsOf(app.flags), servers };
  } catch (error) {
    throw refused(error, 'the test');
  }
}

interface Asking {
  readonly rest: REST;
  readonly me: string;
  readonly signal: AbortSignal;
}

async function gapsIn(guild: string, { rest, me, signal }: Asking): Promise<readonly Gap[]> {
  const roles = z.array(role).parse(await rest.get(Routes.guildRoles(guild), { signal }));
  const mine = member.parse(await rest.get(Routes.guildMember(guild, me), { signal }));
  const all = z.array(channel).parse(await rest.get(Routes.guildChannels(guild), { signal }));
  const standing = { guild, person: me, roles, member: mine };
  return all
    .filter(({ type }) => written.includes(type))
    .map((one) => ({
      channel: one.name ?? one.id,
      missing: lacking(one, standing).map(({ name }) => name),
    }))
    .filter(({ missing }) => missing.length > 0);
}

const written: readonly number[] = [ChannelType.GuildText, ChannelType.GuildAnnouncement];

/** https://docs.discord.com/developers/resources/application#application-object-application-flags */
const privileged: readonly (readonly [bits: number, name: string])[] = [
  [(1 << 12) | (1 << 13), 'Presence Intent'],
  [(1 << 14) | (1 << 15), 'Server Members Intent'],
  [(1 << 18) | (1 << 19), 'Message Content Intent'],
];

function intentsOf(flags: number): readonly string[] {
  return privileged.filter(([bits]) => (flags & bits) !== 0).map(([, name]) => name);
}
