import type { Client } from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectedClient, quiet, textChannel, vmCommand, whenAsked } from './client.ts';
import { type DiscordDouble, startDiscord } from './index.ts';

let double: DiscordDouble;
let client: Client<true>;

beforeEach(async () => {
  double = await startDiscord();
  client = await connectedClient(double);
  await client.application.commands.set([vmCommand]);
  whenAsked(client, async (interaction) => {
    if (interaction.isAutocomplete())
      await interaction.respond([{ name: 'web-1', value: 'web-1' }]);
    if (!interaction.isChatInputCommand()) return;
    const machine = interaction.options.getString('machine');
    await interaction.reply({ content: `**${machine}** is off`, allowedMentions: quiet });
  });
});

afterEach(async () => {
  await client.destroy();
  await double.close();
});

const get = async (path: string): Promise<string> => (await fetch(double.pageUrl + path)).text();
const act = (what: object): Promise<Response> =>
  fetch(`${double.pageUrl}act?person=ada&channel=ops`, {
    method: 'POST',
    body: JSON.stringify(what),
  });

describe('the page of the double', () => {
  it('shows what a person sees in a channel', async () => {
    await act({ type: 'line', line: '/vm show machine:web-1' });
    await expect.poll(() => get('?person=ben&channel=ops')).toContain('<b>web-1</b> is off');
    expect(await get('screen?person=ben&channel=ops')).toContain('<b>ada</b> used');
  });

  it('says under the box what Discord would not send', async () => {
    const answer = await act({ type: 'line', line: '/vm shew' });
    expect([answer.status, await answer.text()]).toEqual([
      400,
      '/vm shew is not registered: no shew',
    ]);
  });

  it.each([
    ['/vm', ['/vm show', '/vm disk grow']],
    ['/vm show ', ['machine:', 'page:']],
    ['/vm show machine:w', ['web-1']],
    ['/vm disk grow unit:g', ['gibibytes']],
  ])('offers how %j could go on', async (line, labels) => {
    const offered: unknown = JSON.parse(
      await get(`suggest?person=ada&channel=ops&line=${encodeURIComponent(line)}`),
    );
    expect(offered).toMatchObject(labels.map((label) => ({ label })));
  });

  it('leaves text as text', async () => {
    const channel = await textChannel(client, double.channel('ops'));
    await channel.send({ content: '<script>alert(1)</script>', allowedMentions: quiet });
    expect(await get('screen?person=ada&channel=ops')).toContain('&lt;script&gt;alert(1)');
  });
});
