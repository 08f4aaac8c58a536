import type { AutocompleteInteraction } from 'discord.js';
import { BotError } from '../../../../src/errors.ts';
import { valuesOf } from '../incoming/told.ts';
import { choicesOf, focusedLine } from '../registration/line.ts';
import type { DealParts } from './deal.ts';

/** What could stand in the option that is typed; none where nothing is known in time. */
export async function choose(
  { bot, platform, commands, renames }: DealParts,
  interaction: AutocompleteInteraction,
): Promise<void> {
  const { options, commandName: name, user } = interaction;
  const group = options.getSubcommandGroup(false) ?? undefined;
  const subcommand = options.getSubcommand(false) || undefined;
  const { name: option, value } = options.getFocused(true);
  const focused = { name: option, value: String(value) };
  const { [option]: _, ...others } = valuesOf(options.data);
  const asked = { name, group, subcommand, options: others };
  const caller = { actor: { platform, id: user.id, name: user.displayName } };
  try {
    const line = focusedLine(asked, commands, renames, focused);
    const completions = await bot.complete(line, caller);
    await interaction.respond(choicesOf(asked, commands, renames, { focused, completions }));
  } catch (error) {
    if (!(error instanceof BotError)) throw error;
    await interaction.respond([]);
  }
}
