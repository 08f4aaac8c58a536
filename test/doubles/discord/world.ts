import { createIds } from './ids.ts';
import type { CommandBody, Component, Embed, ModalBody } from './wire.ts';

/** Everything that a Discord of one guild remembers; all of it is in memory. */
export interface World {
  readonly id: () => string;
  readonly token: string;
  readonly applicationId: string;
  readonly bot: Person;
  readonly guildId: string;
  readonly people: readonly Person[];
  readonly mentionable: readonly string[];
  readonly mentionsAll: boolean;
  readonly channels: Channel[];
  readonly messages: Message[];
  readonly interactions: Map<string, Interaction>;
  readonly commands: { readonly global: Command[]; readonly guild: Command[] };
  readonly modals: Map<string, Modal>;
  /** The messages that a repeat of their nonce would give again. */
  readonly nonces: Map<string, Message>;
  /** The events of the interactions so far, as the gateway sent them. */
  readonly asked: object[];
  /** What breaks a rule of this house, though Discord would take it. */
  readonly violations: string[];
}

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly zone: string;
  readonly admin: boolean;
  /** The roles of the guild that they have, besides an admin's own. */
  readonly roles?: readonly string[] | undefined;
}

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly kind: 'text' | 'direct' | 'thread';
  /** Whose direct messages these are. */
  readonly person?: string | undefined;
  readonly parent?: string | undefined;
  readonly mayWrite: boolean;
  readonly maySee: boolean;
}

export interface StoredFile {
  readonly id: string;
  readonly filename: string;
  readonly description?: string | undefined;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

export interface Message {
  readonly id: string;
  readonly channel: string;
  /** The bot's id, a person's, or `discord` for what its own client says. */
  readonly author: string;
  readonly at: number;
  content: string;
  embeds: readonly Embed[];
  components: readonly Component[];
  flags: number;
  files: readonly StoredFile[];
  editedAt?: number | undefined;
  pinned: boolean;
  /** The only person who sees it. */
  readonly onlyFor?: string | undefined;
  readonly answers?: string | undefined;
  readonly nonce?: string | undefined;
  readonly asked?:
    | { readonly id: string; readonly person: string; readonly name: string }
    | undefined;
  readonly rang: readonly string[];
}

export type InteractionKind = 'command' | 'autocomplete' | 'component' | 'modal';

export interface Interaction {
  readonly id: string;
  readonly token: string;
  readonly kind: InteractionKind;
  readonly person: string;
  readonly channel: string;
  readonly name: string;
  readonly at: number;
  /** The message whose button was clicked, or from which the modal came. */
  readonly source?: Message | undefined;
  response?: 'message' | 'deferred' | 'update' | 'modal' | 'choices' | undefined;
  /** What `@original` is. */
  original?: string | undefined;
  lapsed: boolean;
  expired: boolean;
  readonly answered: PromiseWithResolvers<unknown>;
}

export interface Modal {
  readonly body: ModalBody;
  readonly channel: string;
  readonly source?: Message | undefined;
}

export type Command = CommandBody & { readonly id: string };

export interface DiscordOptions {
  readonly channels?: readonly string[] | undefined;
  readonly people?: readonly NewPerson[] | undefined;
  /** Channels that the bot sees, but may not write in. */
  readonly deny?: readonly string[] | undefined;
  /** Channels that the bot does not see. */
  readonly hide?: readonly string[] | undefined;
  /** Roles that anybody may mention. */
  readonly mentionable?: readonly string[] | undefined;
  /** Whether the bot has the right Mention Everyone, which is for any role too. */
  readonly mentionsAll?: boolean | undefined;
  /** Keeps to Discord's rates: 5 messages in 5 s for each channel, 50 requests a second. */
  readonly rates?: boolean | undefined;
  /** The folder with Discord's OpenAPI file: that of `NAKHODA_CONTRACTS` when absent, none when empty. */
  readonly contracts?: string | undefined;
  /** Where to listen; any free port when absent. */
  readonly port?: number | undefined;
}

export interface NewPerson {
  readonly id: string;
  readonly name: string;
  readonly zone?: string | undefined;
  readonly admin?: boolean | undefined;
  readonly roles?: readonly string[] | undefined;
}

const usualPeople: readonly NewPerson[] = [
  { id: '190000000000000001', name: 'ada', zone: 'Europe/Berlin', admin: true },
  { id: '190000000000000002', name: 'ben', zone: 'America/New_York' },
];

export function createWorld(options: DiscordOptions): World {
  const { channels = ['ops'], people = usualPeople, deny = [], hide = [] } = options;
  const id = createIds();
  const applicationId = id();
  return {
    id,
    token: `${Buffer.from(applicationId).toString('base64url')}.double.${'x'.repeat(38)}`,
    applicationId,
    bot: { id: applicationId, name: 'Nakhoda', zone: 'UTC', admin: false },
    guildId: id(),
    people: people.map(({ zone = 'UTC', admin = false, ...rest }) => ({ ...rest, zone, admin })),
    channels: channels.map((name) => ({
      id: id(),
      name,
      kind: 'text',
      mayWrite: !deny.includes(name),
      maySee: !hide.includes(name),
    })),
    mentionable: options.mentionable ?? [],
    mentionsAll: options.mentionsAll ?? false,
    messages: [],
    interactions: new Map(),
    commands: { global: [], guild: [] },
    modals: new Map(),
    nonces: new Map(),
    asked: [],
    violations: [],
  };
}

export function directChannel(world: World, person: string): Channel {
  const found = world.channels.find((one) => one.kind === 'direct' && one.person === person);
  if (found !== undefined) return found;
  const made: Channel = {
    id: world.id(),
    name: 'Nakhoda',
    kind: 'direct',
    person,
    mayWrite: true,
    maySee: true,
  };
  world.channels.push(made);
  return made;
}

export function personOf(world: World, id: string): Person {
  const found = [...world.people, world.bot].find((one) => one.id === id);
  if (found === undefined) throw new Error(`there is no person ${id}`);
  return found;
}

/** A channel by its name or id; `dm` is the person's own. */
export function channelOf(world: World, nameOrId: string, person?: string): Channel {
  if (nameOrId === 'dm' && person !== undefined) return directChannel(world, person);
  const found = world.channels.find(({ id, name }) => id === nameOrId || name === nameOrId);
  if (found === undefined) throw new Error(`there is no channel ${nameOrId}`);
  return found;
}

/** All components, also those inside others. */
export function everyComponent(components: readonly Component[]): Component[] {
  return components.flatMap((one) => [
    one,
    ...everyComponent([
      ...(one.components ?? []),
      ...(one.component ? [one.component] : []),
      ...(one.accessory ? [one.accessory] : []),
    ]),
  ]);
}
