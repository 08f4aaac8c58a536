import { randomBytes } from 'node:crypto';
import type { Home, Modal } from './blocks/view.ts';
import type { Content, Metadata } from './check.ts';
import { shown } from './draw.ts';
import type { Eyes } from './marks.ts';

export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly bytes: Buffer;
}

export interface Message {
  readonly ts: string;
  readonly channel: string;
  readonly from: string;
  readonly thread: string | undefined;
  /** It is an ephemeral message, which one person alone sees. */
  readonly onlyFor: string | undefined;
  text: string;
  content: Content;
  metadata: Metadata | undefined;
  files: readonly StoredFile[];
  edited: boolean;
  pinned: boolean;
  /** Whose phones rang when it was posted. */
  readonly rang: readonly string[];
}

export interface Channel {
  readonly id: string;
  readonly name: string;
  /** Whose direct messages with the bot these are. */
  readonly direct: string | undefined;
  archived: boolean;
  bot: boolean;
  messages: Message[];
}

export interface OpenView {
  readonly id: string;
  hash: string;
  view: Modal;
  errors: Readonly<Record<string, string>>;
}

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly zone: string;
  readonly direct: string;
  views: OpenView[];
  home: { id: string; view: Home } | undefined;
}

export interface World {
  readonly bot: string;
  readonly team: string;
  readonly app: string;
  readonly scopes: readonly string[];
  readonly channels: ReadonlyMap<string, Channel>;
  readonly people: ReadonlyMap<string, Person>;
  /** Who is in which user group. */
  readonly groups: Map<string, readonly string[]>;
  /** What was uploaded and not deleted, by its id. */
  readonly files: Map<string, StoredFile>;
  readonly notifications: { readonly person: string; readonly text: string }[];
  eyes(person: Person): Eyes;
  post(message: NewMessage): Message;
  find(channel: string, ts: string): Message | undefined;
  remove(message: Message): void;
  id(prefix: string): string;
}

export interface NewMessage {
  readonly channel: Channel;
  readonly from: string;
  readonly text: string;
  readonly content?: Content;
  readonly thread?: string | undefined;
  readonly onlyFor?: string | undefined;
  readonly metadata?: Metadata | undefined;
  readonly files?: readonly StoredFile[];
}

export interface WorldOptions {
  readonly channels?: readonly string[];
  readonly people?: readonly { id: string; name: string; tz?: string }[];
  readonly botInChannels?: readonly string[];
  readonly scopes?: readonly string[];
  /** User groups by their id, each with its members. */
  readonly groups?: Readonly<Record<string, readonly string[]>>;
}

const somePeople = [
  { id: 'U1', name: 'Ann', tz: 'Europe/Berlin' },
  { id: 'U2', name: 'Ben', tz: 'America/New_York' },
];

/** What a bot with every right that this project may ask for was granted. */
const everyScope = [
  'commands',
  'chat:write',
  'chat:write.public',
  'app_mentions:read',
  'channels:history',
  'channels:read',
  'groups:history',
  'groups:read',
  'im:history',
  'im:write',
  'files:write',
  'users:read',
  'pins:write',
  'usergroups:read',
];

const nothing: Content = { blocks: undefined, attachments: undefined };

/** A workspace with its channels and people, in memory. */
export function createWorld(options: WorldOptions): World {
  const { channels = ['C1'], people = somePeople, botInChannels = channels } = options;
  const rooms = new Map(
    channels.map((id, at) => [id, room(id, at === 0 ? 'ops' : id.toLowerCase(), botInChannels)]),
  );
  const persons = new Map(people.map((each) => [each.id, person(each)]));
  for (const each of persons.values())
    rooms.set(each.direct, { ...room(each.direct, each.name, [each.direct]), direct: each.id });
  const stamp = createStamp();
  const world: World = {
    bot: 'UBOT',
    team: 'T1',
    app: 'A1',
    scopes: options.scopes ?? everyScope,
    channels: rooms,
    people: persons,
    groups: new Map(Object.entries(options.groups ?? {})),
    files: new Map(),
    notifications: [],
    eyes: ({ zone }) => ({
      zone,
      file: (id) => world.files.get(id),
      person: (id) => (id === world.bot ? 'nakhoda' : (persons.get(id)?.name ?? id)),
      channel: (id) => rooms.get(id)?.name ?? id,
    }),
    post: (message) => post(world, stamp(), message),
    find: (channel, ts) => rooms.get(channel)?.messages.find((each) => each.ts === ts),
    remove: (message) => {
      const from = rooms.get(message.channel);
      if (from) from.messages = from.messages.filter((each) => each !== message);
    },
    id: (prefix) => `${prefix}${randomBytes(6).toString('hex').toUpperCase()}`,
  };
  return world;
}

const room = (id: string, name: string, withBot: readonly string[]): Channel => ({
  id,
  name,
  direct: undefined,
  archived: false,
  bot: withBot.includes(id),
  messages: [],
});

const person = ({ id, name, tz }: { id: string; name: string; tz?: string }): Person => ({
  id,
  name,
  zone: tz ?? 'UTC',
  direct: `D${id}`,
  views: [],
  home: undefined,
});

/** Slack's time stamps are the ids of messages: they grow and never repeat. */
function createStamp(): () => string {
  let last = 0;
  return () => {
    last = Math.max(last + 1, Date.now() * 1000);
    return `${Math.floor(last / 1e6)}.${String(last % 1e6).padStart(6, '0')}`;
  };
}

function post(world: World, ts: string, given: NewMessage): Message {
  const { channel, from, text, content = nothing, onlyFor } = given;
  const message: Message = {
    ts,
    channel: channel.id,
    from,
    text,
    content,
    thread: given.thread,
    onlyFor,
    metadata: given.metadata,
    files: given.files ?? [],
    edited: false,
    pinned: false,
    rang: from === world.bot && onlyFor === undefined ? rung(world, channel, text, content) : [],
  };
  channel.messages.push(message);
  for (const each of message.rang) world.notifications.push({ person: each, text });
  return message;
}

/** An ephemeral message and an edit ring nobody; a direct message rings always. */
function rung(world: World, channel: Channel, text: string, content: Content): readonly string[] {
  if (channel.direct !== undefined) return [channel.direct];
  const called = calledBy(world, text, content);
  const everybody = ['channel', 'here', 'everyone'].some((word) => called.includes(word));
  const inGroups = called.flatMap((id) => world.groups.get(id) ?? []);
  return [...world.people.keys()].filter(
    (id) => everybody || called.includes(id) || inGroups.includes(id),
  );
}

/** Whom the visible text mentions, and the words that call many. */
export function calledBy(world: World, text: string, content: Content): readonly string[] {
  const eyes = { zone: 'UTC', person: (id: string) => id, channel: (id: string) => id };
  const all = shown(text, content, eyes).flat();
  return [...new Set(all.flatMap(({ calls }) => (calls === undefined ? [] : [calls])))].filter(
    (id) => id !== world.bot,
  );
}
