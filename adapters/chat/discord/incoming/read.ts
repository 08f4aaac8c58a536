import {
  ApplicationCommandOptionType,
  type AutocompleteInteraction,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  type CommandInteractionOption,
  type ModalSubmitInteraction,
} from 'discord.js';
import type { Command } from '../../../../src/command.ts';
import { type Asked, lineOfInteraction } from '../registration/line.ts';
import type { Renames } from '../registration/names.ts';
import { idOf } from '../render/buttons.ts';
import { fieldId } from '../render/form.ts';
import { limits } from '../render/limits.ts';
import type { Seat, Told } from './told.ts';

export interface ReadOptions {
  readonly commands: readonly Command[];
  /** `{ vm: machines }`: what a command is called on this server. */
  readonly renames: Renames;
}

/** What is dealt with once: the rest that Discord brings is no line, click or form. */
export type Brought = ChatInputCommandInteraction | ButtonInteraction | ModalSubmitInteraction;

/** Reads what Discord brings. Throws `usage` for a command that is registered there and not known here. */
export function readTold(from: Brought, { commands, renames }: ReadOptions): Told {
  const common = { actor: actorOf(from), seat: seatOf(from) };
  if (from.isButton()) return { type: 'click', ...common, id: idOf(from.customId) };
  if (from.isModalSubmit()) {
    return { type: 'form', ...common, id: from.customId, answers: answersIn(from) };
  }
  const line = lineOfInteraction(askedOf(from), commands, renames);
  return { type: 'line', ...common, line };
}

export function actorOf({ user, member }: Brought | AutocompleteInteraction): Told['actor'] {
  return { id: user.id, name: user.username, groups: rolesOf(member) };
}

/** The roles that Discord gives with each interaction on a server; in direct messages it tells none. */
function rolesOf(member: Brought['member']): string[] | undefined {
  if (member === null) return undefined;
  return Array.isArray(member.roles) ? member.roles : [...member.roles.cache.keys()];
}

export function seatOf(from: Brought): Seat {
  return {
    channel: from.channelId ?? from.user.id,
    direct: !from.inGuild(),
    application: from.applicationId,
    interaction: from.id,
    token: from.token,
    onMessage: !from.isChatInputCommand() && from.message !== null,
  };
}

export function askedOf(from: ChatInputCommandInteraction | AutocompleteInteraction): Asked {
  const all = flat(from.options.data);
  const named = (type: ApplicationCommandOptionType) => all.find((one) => one.type === type)?.name;
  return {
    name: from.commandName,
    group: named(ApplicationCommandOptionType.SubcommandGroup),
    subcommand: named(ApplicationCommandOptionType.Subcommand),
    options: Object.fromEntries(
      all.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])),
    ),
  };
}

/** The values stand in the subcommand, and that in its group. */
function flat(options: readonly CommandInteractionOption[]): readonly CommandInteractionOption[] {
  return options.flatMap((one) => [one, ...flat(one.options ?? [])]);
}

/** One answer a field, in the order of the form; '' where a field was left out. */
function answersIn({ fields }: ModalSubmitInteraction): string[] {
  return Array.from({ length: limits.modalFields }, (_, at) => {
    const field = fields.fields.get(fieldId(at));
    if (field === undefined) return '';
    if ('value' in field && typeof field.value === 'string') return field.value;
    return 'values' in field ? (field.values[0] ?? '') : '';
  });
}
