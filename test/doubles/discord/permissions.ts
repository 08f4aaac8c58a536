import { type Channel, type Person, personOf, type World } from './world.ts';

/** docs.discord.com/developers/topics/permissions#permissions-bitwise-permission-flags */
export const permission = {
  administrator: 1n << 3n,
  viewChannel: 1n << 10n,
  sendMessages: 1n << 11n,
  manageMessages: 1n << 13n,
  embedLinks: 1n << 14n,
  attachFiles: 1n << 15n,
  readHistory: 1n << 16n,
  useCommands: 1n << 31n,
  mentionEveryone: 1n << 17n,
  createThreads: 1n << 35n,
  sendInThreads: 1n << 38n,
  pinMessages: 1n << 51n,
};

const everyone =
  permission.viewChannel |
  permission.sendMessages |
  permission.readHistory |
  permission.useCommands |
  permission.embedLinks |
  permission.attachFiles |
  permission.createThreads |
  permission.sendInThreads;

const invited = everyone | permission.manageMessages | permission.pinMessages;
const all = (1n << 53n) - 1n;

const roleIds = { bot: '190000000000000101', admin: '190000000000000102' };

export function roles(world: World): readonly unknown[] {
  const role = (id: string, name: string, bits: bigint, position: number): unknown => ({
    id,
    name,
    permissions: String(bits),
    position,
    color: 0,
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
    hoist: false,
    managed: id === roleIds.bot,
    mentionable: world.mentionable.includes(id),
    flags: 0,
    icon: null,
    unicode_emoji: null,
    ...(id === roleIds.bot && { tags: { bot_id: world.bot.id } }),
  });
  const given = [...new Set(world.people.flatMap((person) => person.roles ?? []))];
  return [
    role(world.guildId, '@everyone', everyone, 0),
    role(roleIds.bot, world.bot.name, invited, 1),
    role(roleIds.admin, 'admins', permission.administrator, 2),
    ...given.map((id, at) => role(id, `role ${at + 1}`, 0n, at + 3)),
  ];
}

export function rolesOf(world: World, person: Person): readonly string[] {
  if (person.id === world.bot.id) return [roleIds.bot];
  return [...(person.admin ? [roleIds.admin] : []), ...(person.roles ?? [])];
}

export function permissionsIn(world: World, personId: string, channel: Channel): bigint {
  const person = personOf(world, personId);
  if (person.admin) return all;
  if (person.id !== world.bot.id) return everyone;
  const mentions = world.mentionsAll ? permission.mentionEveryone : 0n;
  return (invited | mentions) & ~denied(channel);
}

/** The overwrites that say what the bot may not do in this channel. */
export function overwrites(world: World, channel: Channel): readonly unknown[] {
  const bits = denied(channel);
  return bits === 0n ? [] : [{ id: world.bot.id, type: 1, allow: '0', deny: String(bits) }];
}

function denied({ maySee, mayWrite }: Channel): bigint {
  if (!maySee) return permission.viewChannel;
  return mayWrite ? 0n : permission.sendMessages | permission.sendInThreads;
}
