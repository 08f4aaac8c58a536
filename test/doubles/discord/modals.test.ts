import {
  type Client,
  LabelBuilder,
  ModalBuilder,
  type ModalSubmitInteraction,
  StringSelectMenuBuilder,
  TextInputBuilder,
  TextInputStyle,
} from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectedClient, quiet, vmCommand, whenAsked } from './client.ts';
import { type DiscordDouble, type DiscordPerson, startDiscord } from './index.ts';

let double: DiscordDouble;
let client: Client<true>;
let ada: DiscordPerson;
let filled: ModalSubmitInteraction | undefined;

const modal = new ModalBuilder()
  .setCustomId('grow')
  .setTitle('Grow a disk')
  .addLabelComponents(
    new LabelBuilder()
      .setLabel('Size')
      .setDescription('In GiB')
      .setTextInputComponent(
        new TextInputBuilder().setCustomId('size').setStyle(TextInputStyle.Short).setMaxLength(4),
      ),
    new LabelBuilder().setLabel('Disk').setStringSelectMenuComponent(
      new StringSelectMenuBuilder().setCustomId('disk').addOptions([
        { label: 'the first', value: 'vda' },
        { label: 'the second', value: 'vdb' },
      ]),
    ),
    new LabelBuilder()
      .setLabel('Why')
      .setTextInputComponent(
        new TextInputBuilder()
          .setCustomId('why')
          .setStyle(TextInputStyle.Paragraph)
          .setRequired(false),
      ),
  );

beforeEach(async () => {
  double = await startDiscord();
  client = await connectedClient(double);
  await client.application.commands.set([vmCommand]);
  ada = double.person('ada');
  filled = undefined;
  whenAsked(client, async (interaction) => {
    if (interaction.isChatInputCommand()) await interaction.showModal(modal);
    if (!interaction.isModalSubmit()) return;
    filled = interaction;
    await interaction.reply({ content: 'thanks', allowedMentions: quiet });
  });
  await ada.slash('ops', 'vm show', { machine: 'web-1' });
});

afterEach(async () => {
  await client.destroy();
  await double.close();
});

describe('a modal', () => {
  it('is seen by the one who asked', () => {
    expect(ada.modal()).toEqual({
      title: 'Grow a disk',
      fields: [
        { label: 'Size', type: 'text', required: true, description: 'In GiB' },
        { label: 'Disk', type: 'select', required: true, options: ['the first', 'the second'] },
        { label: 'Why', type: 'paragraph', required: false },
      ],
    });
    expect(double.person('ben').modal()).toBeUndefined();
  });

  it('brings what was filled in to the bot', async () => {
    await ada.fill({ Size: '30', Disk: 'the second' });
    const fields = filled?.fields;
    expect(fields?.getTextInputValue('size')).toBe('30');
    expect(fields?.getStringSelectValues('disk')).toEqual(['vdb']);
    expect(fields?.getTextInputValue('why')).toBe('');
    expect(ada.modal()).toBeUndefined();
    expect(await ada.seen()).toBe('Nakhoda: thanks');
  });

  it('can be filled in the order of its fields', async () => {
    await ada.fill(['30', 'vda', 'it is full']);
    expect(filled?.fields.getTextInputValue('why')).toBe('it is full');
  });

  it.each([
    [{ Disk: 'the first' }, 'the field Size is required'],
    [{ Size: '30' }, 'the field Disk is required'],
    [{ Size: '30000', Disk: 'vda' }, 'too long for the field Size'],
    [{ Size: '30', Disk: 'the third' }, 'the third is no option of the field Disk'],
    [{ Size: '30', Disk: 'vda', Colour: 'red' }, 'the form has no field for Colour'],
  ])('is not sent with %j', async (answers, message) => {
    await expect(ada.fill({ ...answers })).rejects.toThrow(message);
    expect(ada.modal()).toBeDefined();
  });

  it('tells the bot nothing when it is closed', async () => {
    ada.dismiss();
    await expect(ada.fill([])).rejects.toThrow('ada has no modal open');
    expect(filled).toBeUndefined();
  });
});
