import {
  ActionRowBuilder,
  ButtonBuilder,
  ButtonStyle,
  type Client,
  MessageFlags,
} from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectedClient, onCommand, quiet, vmCommand, whenAsked } from './client.ts';
import { type DiscordDouble, type DiscordPerson, startDiscord } from './index.ts';

let double: DiscordDouble;
let client: Client<true>;
let ada: DiscordPerson;
let ben: DiscordPerson;

beforeEach(async () => {
  double = await startDiscord();
  client = await connectedClient(double);
  await client.application.commands.set([vmCommand]);
  ada = double.person('ada');
  ben = double.person('ben');
});

afterEach(async () => {
  await client.destroy();
  await double.close();
});

const show = (): Promise<void> => ada.slash('ops', 'vm show', { machine: 'web-1' });
const buttons = (...labels: readonly string[]) =>
  new ActionRowBuilder<ButtonBuilder>().addComponents(
    labels.map((label) =>
      new ButtonBuilder().setCustomId(`id-${label}`).setLabel(label).setStyle(ButtonStyle.Primary),
    ),
  );

describe('a button', () => {
  it('edits the message it stands on', async () => {
    onCommand(client, (interaction) =>
      interaction.reply({ content: 'off', components: [buttons('Start')], allowedMentions: quiet }),
    );
    whenAsked(client, async (interaction) => {
      if (!interaction.isButton()) return;
      await interaction.update({ content: 'starting', components: [], allowedMentions: quiet });
    });
    await show();
    expect(await ada.seen()).toBe('Nakhoda: off\n[Start]');
    await ben.click('Start');
    expect(await ada.seen()).toBe('Nakhoda: starting\n(edited)');
    await expect(ada.click('Start')).rejects.toThrow('there is no Start to click for ada');
  });

  it('can be answered later, in a message of its own, while the first one stays', async () => {
    onCommand(client, (interaction) =>
      interaction.reply({ content: 'off', components: [buttons('Start')], allowedMentions: quiet }),
    );
    whenAsked(client, async (interaction) => {
      if (!interaction.isButton()) return;
      await interaction.deferUpdate();
      await interaction.followUp({
        content: `for ${interaction.user.displayName}`,
        flags: MessageFlags.Ephemeral,
        allowedMentions: quiet,
      });
    });
    await show();
    await ben.click('Start');
    await expect.poll(() => ben.seen()).toContain('for ben\n(only you can see this)');
    expect(await ada.seen()).toBe('Nakhoda: off\n[Start]');
  });

  it('says so when it failed', async () => {
    onCommand(client, (interaction) =>
      interaction.reply({ content: 'off', components: [buttons('Start')], allowedMentions: quiet }),
    );
    await show();
    const click = ada.click('Start');
    double.faults.lapseInteractions();
    await click;
    expect(await ada.seen()).toContain('Discord: This interaction failed');
  });
});
