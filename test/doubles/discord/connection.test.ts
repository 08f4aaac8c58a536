import { Client, Events, GatewayIntentBits } from 'discord.js';
import { afterEach, describe, expect, it } from 'vitest';
import { connectedClient, vmCommand } from './client.ts';
import { type DiscordDouble, startDiscord } from './index.ts';

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function started(): Promise<DiscordDouble> {
  const double = await startDiscord();
  open.push(double);
  return double;
}

async function connected(double: DiscordDouble): Promise<Client<true>> {
  const client = await connectedClient(double);
  open.push({ close: () => client.destroy() });
  return client;
}

function closeCode(client: Client): Promise<number> {
  return new Promise((resolve) => {
    client.once(Events.ShardDisconnect, ({ code }) => resolve(code));
  });
}

describe('the gateway of the double', () => {
  it('shows the guild with its channels, and what the bot may do there', async () => {
    const double = await startDiscord({
      channels: ['ops', 'closed', 'secret'],
      deny: ['closed'],
      hide: ['secret'],
    });
    open.push(double);
    const client = await connected(double);
    const guild = await client.guilds.fetch(double.guildId);
    expect(guild.channels.cache.map(({ name }) => name)).toEqual(['ops', 'closed']);
    const me = guild.members.me;
    const may = guild.channels.cache.map((one) => me?.permissionsIn(one).has('SendMessages'));
    expect(may).toEqual([true, false]);
  });

  it('turns a wrong token away', async () => {
    const double = await started();
    const client = new Client({ intents: [], rest: { api: double.apiUrl } });
    await expect(client.login('wrong')).rejects.toThrow('invalid token');
  });

  it('refuses privileged intents', async () => {
    const double = await started();
    const client = new Client({
      intents: [GatewayIntentBits.MessageContent],
      rest: { api: double.apiUrl },
    });
    await expect(client.login(double.token)).rejects.toThrow('disallowed intents');
    await client.destroy();
  });

  it('ends a session whose token was revoked', async () => {
    const double = await started();
    const client = await connected(double);
    const code = closeCode(client);
    double.faults.revokeToken();
    expect(await code).toBe(4004);
    await expect(client.rest.get('/users/@me')).rejects.toMatchObject({ status: 401 });
  });

  it('hands over what happened while the connection was cut', async () => {
    const double = await started();
    const client = await connected(double);
    await client.application.commands.set([vmCommand]);
    const resumed = new Promise((resolve) => client.once(Events.ShardResume, resolve));
    const heard = new Promise<string>((resolve) => {
      client.on(Events.InteractionCreate, async (interaction) => {
        if (!interaction.isChatInputCommand()) return;
        await interaction.deferReply();
        resolve(interaction.commandName);
      });
    });
    double.faults.cutGateway();
    await double.person('ada').slash('ops', 'vm show', { machine: 'web-1' });
    await resumed;
    expect(await heard).toBe('vm');
  });

  it('lets a bot begin anew when its session was forgotten', async () => {
    const double = await started();
    const client = await connected(double);
    const again = new Promise((resolve) => client.once(Events.ShardReady, resolve));
    double.faults.cutGateway({ forget: true });
    await again;
    expect(double.connected()).toBe(1);
  });

  it('hands a direct message to the bot', async () => {
    const double = await started();
    const client = await connected(double);
    const heard = new Promise<string>((resolve) => {
      client.once(Events.MessageCreate, ({ content }) => resolve(content));
    });
    await double.person('ada').message('vm list');
    expect(await heard).toBe('vm list');
  });
});
