import { Client, type ClientOptions, Events, GatewayIntentBits } from 'discord.js';
import type { DiscordDouble } from './index.ts';

/** The real discord.js, logged in at the double and ready. */
export async function connectedClient(
  double: DiscordDouble,
  options: Partial<ClientOptions> = {},
): Promise<Client<true>> {
  const client = new Client({
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.DirectMessages],
    rest: { api: double.apiUrl },
    ...options,
  });
  const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(double.token);
  return ready;
}
