import { messageShape } from './message-shape.ts';
import { overwrites, permissionsIn, roles, rolesOf } from './permissions.ts';
import { type Channel, channelOf, type Message, type Person, type World } from './world.ts';

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
    message: (message) => messageShape(world, shapes.user, message, origin()),
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
