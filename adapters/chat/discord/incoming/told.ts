import {
  type ChatInputCommandInteraction,
  type Interaction,
  InteractionContextType,
  type MessageComponentInteraction,
  type ModalSubmitInteraction,
} from 'discord.js';
import { z } from 'zod';
import { idOf } from '../render/buttons.ts';
import { fieldId } from '../render/form.ts';

const value = z.union([z.string(), z.number(), z.boolean()]);

/** An interaction as plain data, so that another process can deal with it later. */
export const Told = z.intersection(
  z.object({
    /** Its id and its token: with both it is answered, within 15 minutes. */
    id: z.string(),
    token: z.string(),
    application: z.string(),
    actor: z.object({ id: z.string(), name: z.string() }),
    channel: z.string(),
    /** Nobody else reads there. */
    direct: z.boolean(),
    /** Milliseconds since the epoch. */
    at: z.number(),
  }),
  z.discriminatedUnion('type', [
    z.object({
      type: z.literal('command'),
      name: z.string(),
      group: z.string().optional(),
      subcommand: z.string().optional(),
      options: z.record(z.string(), value),
    }),
    z.object({ type: z.literal('click'), click: z.string() }),
    z.object({ type: z.literal('form'), click: z.string(), answers: z.array(z.string()) }),
  ]),
);
export type Told = z.infer<typeof Told>;

/** The most fields that a modal has: https://docs.discord.com/developers/interactions/receiving-and-responding */
const MOST_FIELDS = 5;

/** What a person did, where it is something for the bot. */
export function toldOf(interaction: Interaction): Told | undefined {
  const { id, token, applicationId: application, user, channelId, createdTimestamp } = interaction;
  const { member } = interaction;
  const named = member && 'displayName' in member ? member.displayName : user.displayName;
  const common = {
    ...{ id, token, application },
    actor: { id: user.id, name: named },
    channel: channelId ?? '',
    direct: interaction.context !== InteractionContextType.Guild && interaction.guildId === null,
    at: createdTimestamp,
  };
  if (interaction.isChatInputCommand()) return { ...common, ...commandOf(interaction) };
  if (interaction.isButton()) return { ...common, ...clickOf(interaction) };
  if (interaction.isModalSubmit()) return { ...common, ...formOf(interaction) };
  return undefined;
}

function commandOf({ commandName: name, options }: ChatInputCommandInteraction) {
  const group = options.getSubcommandGroup(false) ?? undefined;
  const subcommand = options.getSubcommand(false);
  return {
    type: 'command' as const,
    name,
    ...(group !== undefined && { group }),
    ...(subcommand && { subcommand }),
    options: valuesOf(options.data),
  };
}

interface Given {
  readonly name: string;
  readonly value?: string | number | boolean | undefined;
  readonly options?: readonly Given[] | undefined;
}

/** The values of the innermost command. */
export function valuesOf(data: readonly Given[]): Record<string, string | number | boolean> {
  const [first] = data;
  if (first?.options) return valuesOf(first.options);
  return Object.fromEntries(
    data.flatMap(({ name, value: given }) => (given === undefined ? [] : [[name, given]])),
  );
}

const clickOf = ({ customId }: MessageComponentInteraction) =>
  ({ type: 'click', click: idOf(customId) }) as const;

function formOf({ customId, fields }: ModalSubmitInteraction) {
  const answers = Array.from({ length: MOST_FIELDS }, (_, at) => {
    const field = fields.fields.get(fieldId(at));
    if (field === undefined) return '';
    if ('values' in field) return field.values[0] ?? '';
    return 'value' in field ? String(field.value ?? '') : '';
  });
  return { type: 'form' as const, click: customId, answers };
}
