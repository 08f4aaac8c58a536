import { namedFiles } from './limits/message.ts';
import { flag } from './wire.ts';
import type { Message, Person, StoredFile, World } from './world.ts';

/** A message as the API tells it: docs.discord.com/developers/resources/message */
export function messageShape(
  world: World,
  user: (person: Person) => object,
  message: Message,
  origin: string,
): object {
  const author = [...world.people, world.bot].find((one) => one.id === message.author) ?? world.bot;
  const channel = world.channels.find((one) => one.id === message.channel);
  const edited = message.editedAt;
  const asker = world.people.find((one) => one.id === message.asked?.person);
  // What components and embeds show is not told again: discord-api-docs#8279
  const named = namedFiles(message);
  const loose = message.files.filter(({ filename }) => !named.includes(filename));
  const mentioned = world.people.filter((one) => message.content.includes(`<@${one.id}>`));
  return {
    id: message.id,
    channel_id: message.channel,
    ...(channel?.kind !== 'direct' && { guild_id: world.guildId }),
    author: user(author),
    content: message.content,
    embeds: message.embeds.map((one) => ({ type: 'rich', ...one })),
    components: withUrls(numbered(message.components), message, origin),
    flags: message.flags,
    attachments: loose.map((file) => fileShape(file, message, origin)),
    timestamp: new Date(message.at).toISOString(),
    edited_timestamp: edited === undefined ? null : new Date(edited).toISOString(),
    pinned: message.pinned,
    type: message.asked ? 20 : message.answers ? 19 : 0,
    tts: false,
    mention_everyone: false,
    mentions: mentioned.map(user),
    mention_roles: [],
    ...(message.nonce !== undefined && { nonce: message.nonce }),
    ...(message.author === world.bot.id && { application_id: world.applicationId }),
    ...(message.answers && {
      message_reference: {
        type: 0,
        message_id: message.answers,
        channel_id: message.channel,
        guild_id: world.guildId,
      },
    }),
    ...(asker !== undefined && {
      interaction_metadata: {
        id: message.asked?.id,
        type: 2,
        user: user(asker),
        authorizing_integration_owners: { '0': world.guildId },
      },
    }),
  };
}

/** Discord gives every component of a message a number. */
function numbered(components: Message['components']): unknown[] {
  let last = 0;
  const number = (one: Message['components'][number]): unknown => {
    last += 1;
    const id = one.id ?? last;
    return {
      ...one,
      id,
      ...(one.components && { components: one.components.map(number) }),
      ...(one.accessory && { accessory: number(one.accessory) }),
    };
  };
  return components.map(number);
}

/** With the addresses of files in the place of their names. */
function withUrls(components: unknown, message: Message, origin: string): unknown {
  const replace = (_key: string, value: unknown): unknown => {
    if (typeof value !== 'string' || !value.startsWith('attachment://')) return value;
    const file = message.files.find(({ filename }) => value === `attachment://${filename}`);
    return file === undefined ? value : fileUrl(file, message, origin);
  };
  return JSON.parse(JSON.stringify(components, replace));
}

export function fileUrl(file: StoredFile, message: Message, origin: string): string {
  return `${origin}/attachments/${message.channel}/${file.id}/${encodeURIComponent(file.filename)}`;
}

function fileShape(file: StoredFile, message: Message, origin: string): object {
  const url = fileUrl(file, message, origin);
  return {
    id: file.id,
    filename: file.filename,
    size: file.bytes.length,
    url,
    proxy_url: url,
    content_type: file.contentType,
    ...(file.description !== undefined && { description: file.description }),
    ...((message.flags & flag.ephemeral) !== 0 && { ephemeral: true }),
  };
}
