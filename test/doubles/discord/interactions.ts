import type { Call } from './call.ts';
import { read } from './call.ts';
import { choiceFaults } from './limits/command.ts';
import { count } from './limits/fault.ts';
import { modalFaults } from './limits/modal.ts';
import { addMessage, editMessage, type Kept, type Parts, type Post, readPost } from './messages.ts';
import { refusals } from './refusal.ts';
import { callerShape } from './shape.ts';
import { callbackBody, choicesBody, deferBody, flag, modalBody } from './wire.ts';
import type { Channel, Interaction, InteractionKind, Message, Person, World } from './world.ts';

/** So many times as slow a busy computer may be, which runs the platform too. */
const SLOWNESS = 2;
/** docs.discord.com/developers/interactions/receiving-and-responding */
const limits = { firstResponseMs: 3000, tokenMs: 15 * 60_000 };

export interface Asking {
  readonly kind: InteractionKind;
  readonly name: string;
  readonly person: Person;
  readonly channel: Channel;
  readonly data: object;
  readonly source?: Message | undefined;
}

export const interactionTypes: Readonly<Record<InteractionKind, number>> = {
  command: 2,
  component: 3,
  autocomplete: 4,
  modal: 5,
};

/** Hands an interaction to the bot; what it answers first, or undefined when that is too late. */
export async function ask(parts: Parts, asking: Asking): Promise<unknown> {
  const { world, shapes, gateway, faults } = parts;
  const { kind, name, person, channel, data, source } = asking;
  const interaction: Interaction = {
    id: world.id(),
    token: `aW50ZXJhY3Rpb24${world.id()}`,
    kind,
    name,
    person: person.id,
    channel: channel.id,
    at: Date.now(),
    source,
    lapsed: false,
    expired: false,
    answered: Promise.withResolvers(),
  };
  world.interactions.set(interaction.token, interaction);
  const event = {
    id: interaction.id,
    application_id: world.applicationId,
    type: interactionTypes[kind],
    token: interaction.token,
    version: 1,
    data,
    ...callerShape(world, shapes, person, channel),
    ...(source && { message: shapes.message(source) }),
  };
  world.asked.push(event);
  for (const _ of faults.takeRepeat() ? [1, 2] : [1]) gateway.dispatch('INTERACTION_CREATE', event);
  const timer = setTimeout(() => lapse(interaction), limits.firstResponseMs * SLOWNESS);
  const answer = await interaction.answered.promise;
  clearTimeout(timer);
  if (interaction.lapsed && kind !== 'autocomplete') sayNothingCame(world, interaction);
  return answer;
}

/** It is too late for a first response. */
export function lapse(interaction: Interaction): void {
  if (interaction.response !== undefined) return;
  interaction.lapsed = true;
  interaction.answered.resolve(undefined);
}

/** What Discord's own client shows. */
function sayNothingCame(world: World, { kind, person, channel }: Interaction): void {
  world.messages.push({
    id: world.id(),
    channel,
    author: 'discord',
    at: Date.now(),
    content:
      kind === 'modal'
        ? 'Something went wrong. Try again.'
        : kind === 'component'
          ? 'This interaction failed'
          : 'The application did not respond',
    embeds: [],
    components: [],
    flags: flag.ephemeral,
    files: [],
    pinned: false,
    onlyFor: person,
    rang: [],
  });
}

/** The first response: docs.discord.com/developers/interactions/receiving-and-responding#interaction-callback */
export function respond(parts: Parts, id: string, token: string, call: Call): Message | undefined {
  const interaction = parts.world.interactions.get(token);
  if (interaction === undefined || interaction.id !== id || interaction.lapsed) {
    throw refusals.unknownInteraction();
  }
  if (interaction.response !== undefined) throw refusals.acknowledged();
  const { type, data } = read(callbackBody, call.body);
  const allowed = allowedTypes[interaction.kind];
  if (!allowed.includes(type) || ((type === 6 || type === 7) && !interaction.source)) {
    throw refusals.badBody([
      { path: ['type'], code: 'INTERACTION_CALLBACK_TYPE', message: `Type ${type} does not fit` },
    ]);
  }
  return answerWith(parts, interaction, type, { call, data });
}

const allowedTypes: Readonly<Record<InteractionKind, readonly number[]>> = {
  command: [4, 5, 9],
  component: [4, 5, 6, 7, 9],
  autocomplete: [8],
  modal: [4, 5, 6, 7],
};

function answerWith(
  parts: Parts,
  interaction: Interaction,
  type: number,
  { call, data }: { readonly call: Call; readonly data: unknown },
): Message | undefined {
  const { world } = parts;
  const settle = (response: Interaction['response'], message?: Message, value: unknown = true) => {
    interaction.response = response;
    interaction.original = message?.id;
    interaction.answered.resolve(value);
    return message;
  };
  const modal = { channel: interaction.channel, source: interaction.source };
  switch (type) {
    case 4: {
      const post = readPost(call, data, ['data']);
      return settle('message', addMessage(parts, post, keptBy(interaction, post.body.flags)));
    }
    case 5:
      return settle('deferred', think(world, interaction, read(deferBody, data, ['data']).flags));
    case 6:
      return settle('update', interaction.source);
    case 7: {
      const post = readPost(call, data, ['data']);
      const source = interaction.source;
      return settle('update', source && editMessage(parts, source, post));
    }
    case 8: {
      const { choices } = read(choicesBody, data, ['data']);
      const at = ['data', 'choices'];
      const faults = [...count(at, choices, 0, 25), ...choiceFaults(choices, at)];
      if (faults.length > 0) throw refusals.badBody(faults);
      return settle('choices', undefined, choices);
    }
    default: {
      const body = read(modalBody, data, ['data']);
      const faults = modalFaults(body, ['data']);
      if (faults.length > 0) throw refusals.badBody(faults);
      world.modals.set(interaction.person, { body, ...modal });
      return settle('modal');
    }
  }
}

/** "Nakhoda is thinking…": of the flags only the audience counts, and it stays. */
function think(world: World, interaction: Interaction, flags: number | null | undefined): Message {
  const message: Message = {
    id: world.id(),
    author: world.bot.id,
    at: Date.now(),
    content: '',
    embeds: [],
    components: [],
    flags: flag.loading | ((flags ?? 0) & flag.ephemeral),
    files: [],
    pinned: false,
    rang: [],
    ...keptBy(interaction, flags),
  };
  world.messages.push(message);
  return message;
}

function keptBy({ id, person, channel, name, kind }: Interaction, flags?: number | null): Kept {
  return {
    channel,
    onlyFor: ((flags ?? 0) & flag.ephemeral) === 0 ? undefined : person,
    asked: kind === 'command' ? { id, person, name } : undefined,
  };
}

/** The interaction that a token belongs to, while it is good for more. */
export function openInteraction({ world }: Parts, token: string): Interaction {
  const found = world.interactions.get(token);
  if (found === undefined) throw refusals.unknownWebhook();
  if (found.expired || Date.now() - found.at > limits.tokenMs) throw refusals.badToken();
  if (found.response === undefined) throw refusals.unknownWebhook();
  return found;
}

export function originalOf(parts: Parts, interaction: Interaction): Message {
  const found = parts.world.messages.find(({ id }) => id === interaction.original);
  if (found === undefined) throw refusals.unknownMessage();
  return found;
}

/** The first follow-up of a deferred answer takes its place. */
export function followUp(parts: Parts, interaction: Interaction, post: Post): Message {
  const original = parts.world.messages.find(({ id }) => id === interaction.original);
  if (original !== undefined && (original.flags & flag.loading) !== 0) {
    return editMessage(parts, original, post);
  }
  return addMessage(parts, post, keptBy(interaction, post.body.flags));
}
