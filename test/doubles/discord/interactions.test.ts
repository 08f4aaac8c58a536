import {
  AttachmentBuilder,
  type Client,
  ContainerBuilder,
  MessageFlags,
  TextDisplayBuilder,
} from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectedClient, onCommand, quiet, vmCommand } from './client.ts';
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
describe('a command', () => {
  it('shows that the bot thinks until the answer is edited in', async () => {
    const { last } = onCommand(client, (interaction) => interaction.deferReply());
    await show();
    expect(await ben.seen('ops')).toBe('Nakhoda is thinking…');
    await (await last()).editReply({ content: '**web-1** is `off`', allowedMentions: quiet });
    expect(await ben.seen('ops')).toBe('Nakhoda: web-1 is off');
    expect(double.firstResponses.map(({ kind }) => kind)).toEqual(['command']);
  });

  it('keeps a private answer private, whatever the edit says', async () => {
    const { last } = onCommand(client, (interaction) =>
      interaction.deferReply({ flags: MessageFlags.Ephemeral }),
    );
    await show();
    const text = new ContainerBuilder().addTextDisplayComponents(
      new TextDisplayBuilder().setContent('only for ada'),
    );
    await (await last()).editReply({
      components: [text],
      flags: MessageFlags.IsComponentsV2,
      allowedMentions: quiet,
    });
    expect(await ada.seen()).toContain('only for ada\n(only you can see this');
    expect(await ben.seen()).toBe('');
  });

  it('gives the message back to a bot that asks for it', async () => {
    const { last } = onCommand(client, async (interaction) => {
      const { resource } = await interaction.reply({
        content: 'hello',
        withResponse: true,
        allowedMentions: quiet,
      });
      expect(resource?.message?.content).toBe('hello');
    });
    await show();
    expect((await (await last()).fetchReply()).content).toBe('hello');
  });

  it('puts the first follow-up in the place of a deferred answer', async () => {
    const { last } = onCommand(client, (interaction) => interaction.deferReply());
    await show();
    await (await last()).followUp({ content: 'first', allowedMentions: quiet });
    await (await last()).followUp({ content: 'second', allowedMentions: quiet });
    expect(ada.messages().map(({ drawn }) => drawn)).toEqual(['first', 'second']);
  });

  it('carries files', async () => {
    const { errors } = onCommand(client, (interaction) =>
      interaction.reply({
        files: [new AttachmentBuilder(Buffer.from('all is well'), { name: 'log.txt' })],
        allowedMentions: quiet,
      }),
    );
    await show();
    expect(errors).toEqual([]);
    expect(await ada.seen()).toContain('[file log.txt]\nall is well');
  });

  it('takes an answer once', async () => {
    const { last } = onCommand(client, (interaction) => interaction.deferReply());
    await show();
    const { id, token } = await last();
    const answer = client.rest.post(`/interactions/${id}/${token}/callback`, { body: { type: 5 } });
    await expect(answer).rejects.toMatchObject({ code: 40060, status: 400 });
  });

  it('is over when nobody answers in time', async () => {
    const { last } = onCommand(client, async () => {});
    const shown = show();
    await last();
    double.faults.lapseInteractions();
    await shown;
    expect(await ada.seen()).toBe(
      'Discord: The application did not respond\n(only you can see this)',
    );
    await expect((await last()).deferReply()).rejects.toMatchObject({ code: 10062, status: 404 });
  });

  it('cannot be edited with a token that is too old', async () => {
    const { last } = onCommand(client, (interaction) => interaction.deferReply());
    await show();
    double.faults.expireTokens();
    const edit = (await last()).editReply({ content: 'late', allowedMentions: quiet });
    await expect(edit).rejects.toMatchObject({ code: 50027, status: 401 });
  });

  it('can be delivered twice', async () => {
    const ids: string[] = [];
    onCommand(client, async (interaction) => {
      ids.push(interaction.id);
      if (ids.length === 1) await interaction.deferReply();
    });
    double.faults.repeatInteraction();
    await show();
    await expect.poll(() => ids.length).toBe(2);
    expect(ids[0]).toBe(ids[1]);
    double.faults.redeliver();
    await expect.poll(() => ids.length).toBe(3);
  });
});
