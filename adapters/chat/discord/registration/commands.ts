import {
  type APIApplicationCommandOption,
  type APIApplicationCommandSubcommandOption,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  type RESTPostAPIChatInputApplicationCommandsJSONBody as Registered,
  ApplicationCommandOptionType as Type,
} from 'discord.js';
import type { Command } from '../../../../src/command.ts';
import { clipped } from '../../../../src/drawing/clipped.ts';
import { commandLimits } from './limits.ts';
import { DO, LINE, OWN, type Renames, renamed, type Spot, spotOf } from './names.ts';
import { optionsOf } from './options.ts';

/** What Discord is told of the commands: https://docs.discord.com/developers/interactions/application-commands */
export function registrationsOf(commands: readonly Command[], renames: Renames = {}): Registered[] {
  const placed = commands.map((command) => ({ command, spot: spotOf(command, renames) }));
  const own = renamed(OWN, renames);
  const names = [...new Set([...placed.map(({ spot }) => spot.name), own])];
  return names.map((name) => {
    const here = placed.filter(({ spot }) => spot.name === name);
    return {
      type: ApplicationCommandType.ChatInput,
      name,
      description: about(
        here.map(({ spot }) => spot.group ?? spot.subcommand),
        name === own ? 'Everything else: ' : '',
      ),
      options: [...(name === own ? [anyLine] : []), ...subcommandsOf(here)],
      // Everybody sees them: who may do what is for the bot to say, and it says why not.
      default_member_permissions: null,
      contexts: [InteractionContextType.Guild],
      integration_types: [ApplicationIntegrationType.GuildInstall],
    };
  });
}

interface Placed {
  readonly command: Command;
  readonly spot: Spot;
}

const anyLine: APIApplicationCommandSubcommandOption = {
  type: Type.Subcommand,
  name: DO,
  description: 'Runs any line, as you would type it in a terminal',
  options: [
    {
      type: Type.String,
      name: LINE,
      description: 'Such as vm list, or help',
      required: true,
      autocomplete: true,
    },
  ],
};

function subcommandsOf(placed: readonly Placed[]): APIApplicationCommandOption[] {
  const groups = new Set(placed.flatMap(({ spot }) => spot.group ?? []));
  return [
    ...placed.filter(({ spot }) => spot.group === undefined).map(subcommandOf),
    ...[...groups].map((name) => {
      const inside = placed.filter(({ spot }) => spot.group === name);
      return {
        type: Type.SubcommandGroup as const,
        name,
        description: about(inside.map(({ spot }) => spot.subcommand)),
        options: inside.map(subcommandOf),
      };
    }),
  ];
}

function subcommandOf({ command, spot }: Placed): APIApplicationCommandSubcommandOption {
  return {
    type: Type.Subcommand,
    name: spot.subcommand ?? command.name,
    description: clipped(command.description, commandLimits.description),
    options: optionsOf(command.options),
  };
}

/** Discord wants a description of a group too: the words that can follow. */
function about(words: readonly (string | undefined)[], before = ''): string {
  const listed = [...new Set(words.filter((word) => word !== undefined))].join(', ');
  return listed === '' ? 'Any line' : clipped(`${before}${listed}`, commandLimits.description);
}
