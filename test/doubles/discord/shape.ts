import { overwrites, permissionsIn, roles, rolesOf } from './permissions.ts';
import { flag } from './wire.ts';
import {
  type Channel,
  channelOf,
  type Message,
  type Person,
  type StoredFile,
  type World,
} from './world.ts';

/** How Discord writes its things down: the answers of its routes and the events of its gateway. */
export interface Shapes {
  user(person: Person): object;
  member(person: Person): object;
  channel(channel: Channel): object;
  guild(): object;
  message(message: Message): object;
  /** As the gateway tells it: with the kind of its channel. */
  messageEvent(message: Message): object;
}

export function createShapes(world: World, origin: () => string): Shapes {
  const joined = '2026-01-01T00:00:00.000000+00:00';
  const shapes: Shapes = {
    user: ({ id, name }) => ({
      id,
      username: name.toLowerCase(),
      global_name: name,
      discriminator: '0',
      avatar: null,
      public_flags: 0,
      flags: 0,
      ...(id === world.bot.id && { bot: true }),
    }),
    member: (person) => ({
      user: shapes.user(person),
      nick: null,
      avatar: null,
      roles: rolesOf(world, person),
      joined_at: joined,
      premium_since: null,
      deaf: false,
      mute: false,
      pending: false,
      flags: 0,
      communication_disabled_until: null,
    }),
    channel: (channel) => channelShape(world, shapes, channel),
    guild: () => guildShape(world, shapes, joined),
    message: (message) => messageShape(world, shapes, message, origin()),
    messageEvent: (message) => ({
      ...shapes.message(message),
      channel_type: channelTypes[channelOf(world, message.channel).kind],
    }),
  };
  return shapes;
}

const channelTypes = { text: 0, direct: 1, thread: 11 } as const;

function channelShape(world: World, shapes: Shapes, channel: Channel): object {
  const { id, kind, name, parent } = channel;
  const person = world.people.find((one) => one.id === channel.person);
  const last = world.messages.findLast((one) => one.channel === id)?.id ?? null;
  const shared = { id, type: channelTypes[kind], last_message_id: last, flags: 0 };
  if (kind === 'direct') return { ...shared, recipients: person ? [shapes.user(person)] : [] };
  const placed = { ...shared, name, guild_id: world.guildId, rate_limit_per_user: 0 };
  if (kind === 'text') {
    return {
      ...placed,
      position: world.channels.indexOf(channel),
      permission_overwrites: overwrites(world, channel),
      parent_id: null,
      topic: null,
      nsfw: false,
    };
  }
  return {
    ...placed,
    parent_id: parent,
    owner_id: world.bot.id,
    message_count: world.messages.filter((one) => one.channel === id).length,
    member_count: 1,
    thread_metadata: {
      archived: false,
      locked: false,
      auto_archive_duration: 1440,
      archive_timestamp: new Date(0).toISOString(),
    },
  };
}

function guildShape(world: World, shapes: Shapes, joined: string): object {
  const visible = world.channels.filter((one) => one.maySee);
  return {
    id: world.guildId,
    name: 'Harbour',
    icon: null,
    owner_id: world.people[0]?.id ?? world.bot.id,
    roles: roles(world),
    emojis: [],
    stickers: [],
    features: [],
    preferred_locale: 'en-US',
    afk_timeout: 300,
    verification_level: 0,
    default_message_notifications: 1,
    explicit_content_filter: 0,
    mfa_level: 0,
    nsfw_level: 0,
    premium_tier: 0,
    premium_progress_bar_enabled: false,
    system_channel_flags: 0,
    joined_at: joined,
    large: false,
    unavailable: false,
    member_count: world.people.length + 1,
    members: [shapes.member(world.bot)],
    channels: visible.filter((one) => one.kind === 'text').map(shapes.channel),
    threads: visible.filter((one) => one.kind === 'thread').map(shapes.channel),
    voice_states: [],
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
}

function messageShape(world: World, shapes: Shapes, message: Message, origin: string): object {
  const author = [...world.people, world.bot].find((one) => one.id === message.author) ?? world.bot;
  const channel = world.channels.find((one) => one.id === message.channel);
  const edited = message.editedAt;
  const asker = world.people.find((one) => one.id === message.asked?.person);
  const mentioned = world.people.filter((one) => message.content.includes(`<@${one.id}>`));
  return {
    id: message.id,
    channel_id: message.channel,
    ...(channel?.kind !== 'direct' && { guild_id: world.guildId }),
    author: shapes.user(author),
    content: message.content,
    embeds: message.embeds.map((one) => ({ type: 'rich', ...one })),
    components: numbered(message.components),
    flags: message.flags,
    attachments: message.files.map((file) => fileShape(file, message, origin)),
    timestamp: new Date(message.at).toISOString(),
    edited_timestamp: edited === undefined ? null : new Date(edited).toISOString(),
    pinned: message.pinned,
    type: message.asked ? 20 : message.answers ? 19 : 0,
    tts: false,
    mention_everyone: false,
    mentions: mentioned.map(shapes.user),
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
        user: shapes.user(asker),
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

/** The parts of an interaction that say who asked, and where. */
export function callerShape(
  world: World,
  shapes: Shapes,
  person: Person,
  channel: Channel,
): object {
  const shared = {
    channel_id: channel.id,
    channel: {
      ...shapes.channel(channel),
      permissions: String(permissionsIn(world, person.id, channel)),
    },
    app_permissions: String(permissionsIn(world, world.bot.id, channel)),
    locale: 'en-US',
    entitlements: [],
    attachment_size_limit: 10 * 1024 * 1024,
  };
  if (channel.kind === 'direct') {
    return {
      ...shared,
      user: shapes.user(person),
      context: 1,
      authorizing_integration_owners: { '0': '0' },
    };
  }
  return {
    ...shared,
    guild_id: world.guildId,
    guild: { id: world.guildId, locale: 'en-US', features: [] },
    guild_locale: 'en-US',
    member: {
      ...shapes.member(person),
      permissions: String(permissionsIn(world, person.id, channel)),
    },
    context: 0,
    authorizing_integration_owners: { '0': world.guildId },
  };
}
