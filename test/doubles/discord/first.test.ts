import {
  ActionRowBuilder,
  AttachmentBuilder,
  ButtonBuilder,
  ButtonStyle,
  type Client,
  Events,
  type Interaction,
  MessageFlags,
  ModalBuilder,
  SlashCommandBuilder,
  TextInputBuilder,
  TextInputStyle,
} from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectedClient } from './client.ts';
import { type DiscordDouble, startDiscord } from './index.ts';

let double: DiscordDouble;
let client: Client<true>;
const quiet = { parse: [] } as const;

beforeEach(async () => {
  double = await startDiscord({ channels: ['ops', 'closed'], deny: ['closed'] });
  client = await connectedClient(double);
  const vm = new SlashCommandBuilder()
    .setName('vm')
    .setDescription('Machines')
    .addSubcommand((sub) =>
      sub
        .setName('show')
        .setDescription('Shows one')
        .addStringOption((option) =>
          option.setName('machine').setDescription('Which').setRequired(true).setAutocomplete(true),
        ),
    );
  await client.application.commands.set([vm]);
});

afterEach(async () => {
  await client.destroy();
  await double.close();
});

function onInteraction(run: (interaction: Interaction) => Promise<unknown>): void {
  client.on(Events.InteractionCreate, (interaction) => void run(interaction));
}

describe('a Discord that is not one', () => {
  it('shows a deferred answer that only the caller sees', async () => {
    onInteraction(async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    });
    const ada = double.person('ada');
    await ada.slash('ops', 'vm show', { machine: 'web-1' });
    expect(await ada.seen('ops')).toBe('Nakhoda is thinking…\n(only you can see this)');
    expect(await double.person('ben').seen('ops')).toBe('');
  });

  it('carries buttons, edits and files', async () => {
    onInteraction(async (interaction) => {
      if (interaction.isChatInputCommand()) {
        const row = new ActionRowBuilder<ButtonBuilder>().addComponents(
          new ButtonBuilder().setCustomId('a').setLabel('Start').setStyle(ButtonStyle.Primary),
        );
        await interaction.reply({
          content: '**web-1** is off',
          components: [row],
          allowedMentions: quiet,
        });
      }
      if (interaction.isButton()) {
        await interaction.update({ content: 'starting', components: [], allowedMentions: quiet });
        await interaction.followUp({
          files: [new AttachmentBuilder(Buffer.from('all is well'), { name: 'log.txt' })],
          flags: MessageFlags.Ephemeral,
          allowedMentions: quiet,
        });
      }
    });
    const ada = double.person('ada');
    await ada.slash('ops', 'vm show', { machine: 'web-1' });
    expect(await ada.seen('ops')).toBe('Nakhoda: web-1 is off\n[Start]');
    await ada.click('Start');
    await expect.poll(() => ada.seen('ops')).toContain('log.txt\nall is well');
    expect(double.violations).toEqual([]);
  });

  it('opens a modal and hears what was filled in', async () => {
    onInteraction(async (interaction) => {
      if (interaction.isChatInputCommand()) {
        const input = new TextInputBuilder()
          .setCustomId('name')
          .setLabel('Name')
          .setStyle(TextInputStyle.Short);
        await interaction.showModal(
          new ModalBuilder()
            .setCustomId('m')
            .setTitle('Which one')
            .addComponents(new ActionRowBuilder<TextInputBuilder>().addComponents(input)),
        );
      }
      if (interaction.isModalSubmit()) {
        const name = interaction.fields.getTextInputValue('name');
        await interaction.reply({ content: `You said ${name}`, allowedMentions: quiet });
      }
      if (interaction.isAutocomplete()) {
        await interaction.respond([{ name: 'web-1', value: 'web-1' }]);
      }
    });
    const ada = double.person('ada');
    expect(await ada.autocomplete('ops', 'vm show', { machine: 'w' }, 'machine')).toEqual([
      { name: 'web-1', value: 'web-1' },
    ]);
    await ada.slash('ops', 'vm show', { machine: 'web-1' });
    expect(ada.modal()).toEqual({
      title: 'Which one',
      fields: [{ label: 'Name', type: 'text', required: true }],
    });
    await ada.fill(['db-1']);
    expect(await ada.seen()).toBe('Nakhoda: You said db-1');
  });

  it('refuses a post where the bot may not write', async () => {
    const channel = await client.channels.fetch(double.channel('closed'));
    if (!channel?.isSendable()) throw new Error('no channel');
    await expect(channel.send('hello')).rejects.toMatchObject({ code: 50013 });
  });
});
