import type { AutocompleteInteraction } from 'discord.js';
import type { Bot } from '../../../../src/chat.ts';
import { actorOf, askedOf, type ReadOptions } from '../incoming/read.ts';
import { choicesOf, focusedLine } from '../registration/line.ts';

interface Suggesting extends ReadOptions {
  readonly bot: Bot;
  readonly platform: string;
}

/** Shows what could be meant by what is typed so far. */
export async function suggest(from: AutocompleteInteraction, options: Suggesting): Promise<void> {
  const { bot, platform, commands, renames } = options;
  const { name, value } = from.options.getFocused(true);
  const asked = askedOf(from);
  const focused = { name, value: String(value) };
  const line = focusedLine(asked, commands, renames, focused);
  const completions = await bot.complete(line, {
    actor: { platform, ...actorOf(from) },
    place: { platform, channel: from.channelId },
  });
  await from.respond(choicesOf(asked, commands, renames, { focused, completions }));
}
