/**
 * A second opinion: what discord.js makes of this double is what it makes of `discord-digital-twin`, which others
 * wrote. It covers what the two have in common.
 */
import { type Client, type Message, MessageFlags } from 'discord.js';
import { DigitalDiscord } from 'discord-digital-twin';
import { expect, it } from 'vitest';
import { button, row } from './bodies.ts';
import { connectedClient, quiet, textChannel, vmCommand, whenAsked } from './client.ts';
import { startDiscord } from './index.ts';

interface Driver {
  readonly channel: string;
  slash(): Promise<unknown>;
  click(message: string): Promise<unknown>;
}

function told(message: Message): object {
  const { content, author, components, embeds, attachments, editedAt } = message;
  return {
    content,
    byBot: author.bot,
    own: author.id === message.client.user.id,
    flags: message.flags.toArray(),
    components: components.map(({ type }) => type),
    embeds: embeds.map(({ title, fields }) => ({ title, fields })),
    files: attachments.size,
    edited: editedAt !== null,
  };
}

const answer = {
  content: 'off',
  embeds: [{ title: 'web-1', fields: [{ name: 'CPU', value: '12 %', inline: true }] }],
  components: [row(button({ custom_id: 'start', label: 'Start' }))],
  allowedMentions: quiet,
};

/** A command that is deferred, answered and followed up, a button, and a message of the bot's own. */
async function story(client: Client<true>, driver: Driver): Promise<readonly unknown[]> {
  const journal: unknown[] = [];
  const shown = Promise.withResolvers<string>();
  const clicked = Promise.withResolvers<void>();
  const errors = whenAsked(client, async (interaction) => {
    if (interaction.isChatInputCommand()) {
      const { commandName, options } = interaction;
      journal.push([commandName, options.getSubcommand(), options.getString('machine')]);
      await interaction.deferReply();
      journal.push([interaction.deferred, interaction.replied, interaction.inGuild()]);
      const message = await interaction.editReply(JSON.parse(JSON.stringify(answer)));
      journal.push(told(await interaction.fetchReply()));
      const more = await interaction.followUp({
        content: 'psst',
        flags: MessageFlags.Ephemeral,
        allowedMentions: quiet,
      });
      journal.push(told(more));
      shown.resolve(message.id);
    }
    if (interaction.isButton()) {
      journal.push([interaction.customId, interaction.message.content, interaction.channelId]);
      await interaction.update({ content: 'on', allowedMentions: quiet });
      journal.push(told(await interaction.fetchReply()));
      clicked.resolve();
    }
  });
  await driver.slash();
  await driver.click(await shown.promise);
  await clicked.promise;
  const channel = await textChannel(client, driver.channel);
  const own = await channel.send({ content: 'first', allowedMentions: quiet });
  await own.edit({ content: 'second', allowedMentions: quiet });
  journal.push(told(await channel.messages.fetch({ message: own.id, force: true })));
  await own.delete();
  const gone = await channel.messages
    .fetch({ message: own.id, force: true })
    .catch(({ code }) => code);
  return [...journal, gone, errors].map((one) => withoutId(one, driver.channel));
}

function withoutId(value: unknown, id: string): unknown {
  return JSON.parse(JSON.stringify(value).replaceAll(id, 'the channel'));
}

async function onTwin(): Promise<readonly unknown[]> {
  await using stack = new AsyncDisposableStack();
  const twin = new DigitalDiscord({
    channels: [{ name: 'ops', type: 0 }],
    users: [{ username: 'ada' }],
  });
  await twin.start();
  stack.defer(() => twin.stop());
  const client = await connectedClient({ apiUrl: twin.restUrl, token: twin.botToken });
  stack.defer(() => client.destroy());
  const [channel] = await twin.prisma.channel.findMany();
  const ada = twin.channel(channel?.id ?? '').user((await twin.getFirstNonBotUserId()) ?? '');
  return await story(client, {
    channel: channel?.id ?? '',
    slash: () =>
      ada.runSlashCommand({
        name: 'vm',
        options: [
          { name: 'show', type: 1, options: [{ name: 'machine', type: 3, value: 'web-1' }] },
        ],
      }),
    click: (messageId) => ada.clickButton({ messageId, customId: 'start' }),
  });
}

async function onDouble(): Promise<readonly unknown[]> {
  await using stack = new AsyncDisposableStack();
  const double = await startDiscord();
  stack.defer(() => double.close());
  const client = await connectedClient(double);
  stack.defer(() => client.destroy());
  await client.application.commands.set([vmCommand]);
  const ada = double.person('ada');
  return await story(client, {
    channel: double.channel('ops'),
    slash: () => ada.slash('ops', 'vm show', { machine: 'web-1' }),
    click: (message) => ada.click('Start', { message }),
  });
}

it('tells discord.js what the twin tells it', async () => {
  expect(await onDouble()).toEqual(await onTwin());
});
