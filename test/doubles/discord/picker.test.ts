import type { Client } from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectedClient, onCommand, vmCommand, whenAsked } from './client.ts';
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

describe('the picker', () => {
  it.each([
    ['vn show', {}, '/vn is not registered'],
    ['vm shew', {}, '/vm shew is not registered: no shew'],
    ['vm', {}, '/vm is no whole command, go on with show, disk'],
    ['vm show', {}, 'the option machine is required'],
    ['vm show', { machine: 'a', site: 'b' }, '/vm has no option site there'],
    ['vm show', { machine: 7 }, 'the option machine takes text, not 7'],
    ['vm show', { machine: 'a', page: 'b' }, 'the option page takes a number, not "b"'],
    ['vm show', { machine: 'a', page: 10 }, 'the option page takes at most 9, not 10'],
    ['vm disk grow', { unit: 'miles' }, 'miles is no choice of unit'],
    ['vm disk grow', { now: 'yes' }, 'the option now takes true or false, not "yes"'],
  ])('sends no %s with %j', async (command, options, message) => {
    await expect(ada.slash('ops', command, { ...options })).rejects.toThrow(message);
  });

  it('sends the options of a group to the bot', async () => {
    const { last } = onCommand(client, (interaction) => interaction.deferReply());
    await ada.slash('ops', 'vm disk grow', { unit: 'gibibytes', now: true });
    const { options } = await last();
    expect([options.getSubcommandGroup(), options.getSubcommand()]).toEqual(['disk', 'grow']);
    expect([options.getString('unit'), options.getBoolean('now')]).toEqual(['GiB', true]);
  });

  it('suggests what the bot suggests', async () => {
    whenAsked(client, async (interaction) => {
      if (!interaction.isAutocomplete()) return;
      const typed = interaction.options.getFocused();
      await interaction.respond([{ name: `${typed}eb-1`, value: 'web-1' }]);
    });
    const found = await ada.autocomplete('ops', 'vm show', { machine: 'w' }, 'machine');
    expect(found).toEqual([{ name: 'web-1', value: 'web-1' }]);
    const page = ada.autocomplete('ops', 'vm show', { page: '1' }, 'page');
    await expect(page).rejects.toThrow('the option page suggests nothing');
  });

  it('does not show a command to those who lack its permission', async () => {
    await client.application.commands.set([{ ...vmCommand, default_member_permissions: '0' }]);
    const tries = ben.slash('ops', 'vm show', { machine: 'web-1' });
    await expect(tries).rejects.toThrow('/vm is not shown to ben');
  });
});
