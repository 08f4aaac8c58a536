import { labelOf, type SeenMessage } from '../draw/message.ts';
import { screenText, seenMessages, visible } from '../draw/screen.ts';
import { intent } from '../gateway.ts';
import { ask } from '../interactions.ts';
import type { Parts } from '../messages.ts';
import { type Component, kind } from '../wire.ts';
import {
  type Channel,
  channelOf,
  directChannel,
  everyComponent,
  type Message,
  type Person,
} from '../world.ts';
import { type Answers, type SeenModal, seeModal, submission } from './form.ts';
import { commandData, type OptionValue, pick, valuesFor } from './picker.ts';

/** Somebody in the guild, with Discord's client in front of them. A channel is its name or id, or `dm`. */
export interface DiscordPerson {
  readonly id: string;
  readonly name: string;
  /** Gives back when the bot has answered first, or Discord gave up waiting. Throws for what the client would not send. */
  slash(
    channel: string,
    command: string,
    options?: Readonly<Record<string, OptionValue>>,
  ): Promise<void>;
  autocomplete(
    channel: string,
    command: string,
    options: Readonly<Record<string, string>>,
    focused: string,
  ): Promise<readonly Suggestion[]>;
  /**
   * Clicks the button on the newest message that has it. `seenBy` forges the click: the button is one that somebody
   * else sees.
   */
  click(
    label: string,
    options?: { readonly channel?: string; readonly message?: string; readonly seenBy?: string },
  ): Promise<void>;
  /** Chooses from the menu on the newest message that has this option. */
  choose(option: string, options?: { readonly channel?: string }): Promise<void>;
  modal(): SeenModal | undefined;
  fill(answers: Answers): Promise<void>;
  /** Closes the modal without sending it: the bot hears nothing. */
  dismiss(): void;
  /** A direct message to the bot. */
  message(text: string): Promise<void>;
  seen(channel?: string): Promise<string>;
  messages(channel?: string): readonly SeenMessage[];
  /** The messages that rang this person's devices, as text. */
  notifications(): readonly string[];
}

export interface Suggestion {
  readonly name: string;
  readonly value: string;
}

export function createPerson(parts: Parts, person: Person): DiscordPerson {
  const { world } = parts;
  const place = (name: string): Channel => channelOf(world, name, person.id);
  const optional = (name?: string): Channel | undefined =>
    name === undefined ? undefined : place(name);
  return {
    id: person.id,
    name: person.name,
    async slash(channel, command, options = {}) {
      const picked = pick(world, person, place(channel), command);
      const values = picked.nest(valuesFor(picked, options));
      await ask(parts, {
        kind: 'command',
        name: command,
        person,
        channel: place(channel),
        data: { ...commandData(world, picked), options: values },
      });
    },
    autocomplete: (channel, command, options, focused) =>
      suggest(parts, person, place(channel), { command, options, focused }),
    async click(label, { channel, message: id, seenBy = person.name } = {}) {
      const sight = world.people.find(({ name }) => name === seenBy) ?? person;
      const { message, found } = find(parts, sight, optional(channel), (one, at) => {
        if (id !== undefined && at.id !== id) return false;
        return one.type === kind.button && labelOf(one) === label && one.disabled !== true;
      });
      if (found === undefined || found.custom_id == null) throw nothing(parts, person, label);
      await press(parts, person, message, found, {});
    },
    async choose(option, { channel } = {}) {
      const valueIn = (one: Component): string | undefined =>
        one.options?.find(({ label, value }) => label === option || value === option)?.value;
      const { message, found } = find(
        parts,
        person,
        optional(channel),
        (one) => valueIn(one) !== undefined && one.disabled !== true,
      );
      if (found === undefined) throw nothing(parts, person, option);
      await press(parts, person, message, found, { values: [valueIn(found)] });
    },
    modal() {
      const open = world.modals.get(person.id);
      return open && seeModal(open);
    },
    fill: (answers) => fillModal(parts, person, answers),
    dismiss: () => void world.modals.delete(person.id),
    async message(text) {
      writeDirectly(parts, person, text);
    },
    seen: async (channel) => screenText(world, person, optional(channel)),
    messages: (channel) => seenMessages(world, person, optional(channel)),
    notifications: () =>
      seenMessages(world, person)
        .filter(({ rang }) => rang.includes(person.name))
        .map(({ drawn }) => drawn),
  };
}

interface Typed {
  readonly command: string;
  readonly options: Readonly<Record<string, string>>;
  readonly focused: string;
}

async function suggest(
  parts: Parts,
  person: Person,
  channel: Channel,
  typed: Typed,
): Promise<readonly Suggestion[]> {
  const { command, options, focused } = typed;
  const picked = pick(parts.world, person, channel, command);
  const at = picked.options.find(({ name }) => name === focused);
  if (at?.autocomplete !== true) throw new Error(`the option ${focused} suggests nothing`);
  const given = { ...options, [focused]: options[focused] ?? '' };
  // What is typed so far is sent as text, also for a number.
  const values = picked.options
    .filter(({ name }) => given[name] !== undefined)
    .map(({ name, type }) => ({
      type,
      name,
      value: given[name],
      ...(name === focused && { focused: true }),
    }));
  const answer = await ask(parts, {
    kind: 'autocomplete',
    name: command,
    person,
    channel,
    data: { ...commandData(parts.world, picked), options: picked.nest(values) },
  });
  if (!Array.isArray(answer)) return [];
  return answer.map(({ name, value }) => ({ name: String(name), value: String(value) }));
}

type Wanted = (component: Component, message: Message) => boolean;

function find(
  { world }: Parts,
  person: Person,
  channel: Channel | undefined,
  wanted: Wanted,
): { readonly message: Message; readonly found: Component } | { message?: never; found?: never } {
  for (const message of visible(world, person, channel).toReversed()) {
    const found = everyComponent(message.components).find((one) => wanted(one, message));
    if (found !== undefined) return { message, found };
  }
  return {};
}

function nothing(parts: Parts, person: Person, label: string): Error {
  const labels = seenMessages(parts.world, person).flatMap(({ buttons }) =>
    buttons.map((one) => (one.disabled ? `(${one.label})` : `[${one.label}]`)),
  );
  return new Error(`there is no ${label} to click for ${person.name}, only ${labels.join(' ')}`);
}

async function press(
  parts: Parts,
  person: Person,
  message: Message,
  component: Component,
  more: object,
): Promise<void> {
  await ask(parts, {
    kind: 'component',
    name: component.custom_id ?? '',
    person,
    channel: channelOf(parts.world, message.channel),
    source: message,
    data: {
      custom_id: component.custom_id,
      component_type: component.type,
      id: component.id ?? 1,
      ...more,
    },
  });
}

async function fillModal(parts: Parts, person: Person, answers: Answers): Promise<void> {
  const { world } = parts;
  const modal = world.modals.get(person.id);
  if (modal === undefined) throw new Error(`${person.name} has no modal open`);
  const data = submission(modal, answers);
  const channel = channelOf(world, modal.channel);
  world.modals.delete(person.id);
  await ask(parts, {
    kind: 'modal',
    name: modal.body.title,
    person,
    channel,
    data,
    source: modal.source,
  });
}

function writeDirectly({ world, gateway, shapes }: Parts, person: Person, content: string): void {
  const message: Message = {
    id: world.id(),
    channel: directChannel(world, person.id).id,
    author: person.id,
    at: Date.now(),
    content,
    embeds: [],
    components: [],
    flags: 0,
    files: [],
    pinned: false,
    rang: [],
  };
  world.messages.push(message);
  gateway.dispatch('MESSAGE_CREATE', shapes.messageEvent(message), intent.directMessages);
}
