import {
  ChannelType,
  type ChatInputCommandInteraction,
  Client,
  type ClientOptions,
  Events,
  GatewayIntentBits,
  type Interaction,
  Partials,
  SlashCommandBuilder,
  type TextChannel,
} from 'discord.js';
import type { DiscordDouble } from './index.ts';

/** The real discord.js, logged in at the double and ready. */
export async function connectedClient(
  double: Pick<DiscordDouble, 'apiUrl' | 'token'>,
  options: Partial<ClientOptions> = {},
): Promise<Client<true>> {
  const client = new Client({
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.DirectMessages],
    partials: [Partials.Channel],
    rest: { api: double.apiUrl, retries: 0 },
    ...options,
  });
  const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(double.token);
  return ready;
}

/** What every message of this house carries. */
export const quiet = { parse: [] } as const;

export const vmCommand = new SlashCommandBuilder()
  .setName('vm')
  .setDescription('Machines')
  .addSubcommand((sub) =>
    sub
      .setName('show')
      .setDescription('Shows one machine')
      .addStringOption((option) =>
        option.setName('machine').setDescription('Which').setRequired(true).setAutocomplete(true),
      )
      .addIntegerOption((option) =>
        option.setName('page').setDescription('Which page').setMinValue(1).setMaxValue(9),
      ),
  )
  .addSubcommandGroup((group) =>
    group
      .setName('disk')
      .setDescription('Disks')
      .addSubcommand((sub) =>
        sub
          .setName('grow')
          .setDescription('Makes a disk larger')
          .addStringOption((option) =>
            option
              .setName('unit')
              .setDescription('Of the size')
              .addChoices({ name: 'gibibytes', value: 'GiB' }),
          )
          .addBooleanOption((option) => option.setName('now').setDescription('At once')),
      ),
  )
  .toJSON();

/** Runs for every interaction; what it throws is found in the list it gives. */
export function whenAsked(
  client: Client,
  run: (interaction: Interaction) => Promise<unknown>,
): readonly unknown[] {
  const errors: unknown[] = [];
  client.on(Events.InteractionCreate, (interaction) => {
    run(interaction).catch((error: unknown) => errors.push(error));
  });
  return errors;
}

export async function textChannel(client: Client, id: string): Promise<TextChannel> {
  const channel = await client.channels.fetch(id);
  if (channel?.type === ChannelType.GuildText) return channel;
  throw new Error(`${id} is no text channel`);
}

type Command = ChatInputCommandInteraction;

/** Answers commands alone; the last of them is given when the bot is through with it. */
export function onCommand(
  client: Client,
  run: (interaction: Command) => Promise<unknown>,
): {
  readonly errors: readonly unknown[];
  last(): Promise<Command>;
} {
  const ended: Promise<Command>[] = [];
  const errors = whenAsked(client, async (interaction: Interaction) => {
    if (!interaction.isChatInputCommand()) return;
    const end = run(interaction).then(() => interaction);
    ended.push(end);
    await end;
  });
  return {
    errors,
    async last() {
      const end = ended.at(-1);
      if (end === undefined) throw new Error('no command came');
      return end;
    },
  };
}
