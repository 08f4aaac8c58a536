import {
  Client,
  Events,
  GatewayIntentBits,
  type Interaction,
  MessageFlags,
  REST,
} from 'discord.js';
import type { Chat } from '../../../src/chat.ts';
import type { ChatServices } from '../../../src/chat-adapter.ts';
import { BotError } from '../../../src/errors.ts';
import { choose } from './answers/choices.ts';
import { type Arrived, type DealParts, deal } from './answers/deal.ts';
import type { DiscordConfig } from './config.ts';
import { Told, toldOf } from './incoming/told.ts';
import { apiUrlOf, TOKEN, tokenOf } from './registration/account.ts';
import { asBotError } from './web/errors.ts';
import { createMessages, type Messages } from './web/messages.ts';

export const platform = 'discord';

interface Running {
  readonly client: Client;
  readonly messages: Messages;
}

/** Milliseconds for the gateway to say that it is ready, and for what is dealt with to end. */
const READY_MS = 30_000;
const LEAVE_MS = 5_000;
/** Milliseconds for one answer of the API. */
const ANSWER_MS = 15_000;

export function createDiscord(config: DiscordConfig, services: ChatServices): Chat {
  const working = new Set<Promise<void>>();
  let running: Running | undefined;
  const messages = (): Messages => {
    if (running) return running.messages;
    throw new BotError('unreachable', 'Discord is not connected yet');
  };
  return {
    platform,
    connected: () => running?.client.isReady() === true && running.client.ws.status === 0,
    async start(bot) {
      const api = apiUrlOf(config);
      const rest = restOf(api, tokenOf(config));
      const { log, zone, commands } = services;
      const common = { bot, log, zone, platform };
      const messages = createMessages({ ...common, rest });
      const parts = { ...common, rest: answeringRest(api), messages, commands };
      const client = createClient(api);
      running = { client, messages };
      await open(
        client,
        { ...parts, renames: config.commands },
        { working, token: tokenOf(config) },
      );
    },
    async stop() {
      await running?.client.destroy();
      const ended = Promise.allSettled(working);
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, LEAVE_MS).unref())]);
    },
    post: (place, card, options) => messages().post(place, card, options),
    update: (ref, card) => messages().update(ref, card),
    direct: (person) => messages().direct(person),
    pin: (ref) => messages().pin(ref),
  };
}

/** It outlives the gateway, and says at once when Discord wants a pause. */
function restOf(api: string, token: string): REST {
  const options = { api, version: '10', retries: 0, timeout: ANSWER_MS } as const;
  return new REST({ ...options, rejectOnRateLimit: () => true }).setToken(token);
}

/**
 * For answers to interactions, which are not under the bot's own limit of 50 requests a second: a burst of commands must
 * not use it up. Where Discord wants a pause all the same it is kept, for nobody else would say this answer again.
 * https://docs.discord.com/developers/interactions/receiving-and-responding#followup-messages
 */
function answeringRest(api: string): REST {
  const globalRequestsPerSecond = Number.POSITIVE_INFINITY;
  return new REST({ api, version: '10', retries: 0, timeout: ANSWER_MS, globalRequestsPerSecond });
}

/** Only what slash commands need: https://docs.discord.com/developers/events/gateway#gateway-intents */
function createClient(api: string): Client {
  return new Client({ intents: [GatewayIntentBits.Guilds], rest: { api, retries: 0 } });
}

interface Opening {
  readonly working: Set<Promise<void>>;
  readonly token: string;
}

async function open(client: Client, parts: DealParts, { working, token }: Opening): Promise<void> {
  const { bot, log } = parts;
  const begin = (work: Promise<void>) => {
    const mine = work
      .catch((err: unknown) => log.error({ err }, 'an interaction of Discord had no answer'))
      .finally(() => working.delete(mine));
    working.add(mine);
  };
  const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve));
  client.on(Events.Error, (err) => log.warn({ err }, 'the connection to Discord has a fault'));
  client.on(Events.Invalidated, () => log.error({}, `Discord does not take ${TOKEN} any more`));
  client.on(Events.InteractionCreate, (interaction) => begin(take(parts, interaction)));
  try {
    await client.login(token);
    await within(ready, READY_MS);
  } catch (error) {
    await client.destroy();
    throw startError(error);
  }
  const left = await bot.leftBehind(platform);
  for (const { key, event } of left) {
    const told = Told.safeParse(event).data;
    if (told) begin(deal(parts, { key, told, isLate: true }));
    else await bot.dealtWith(key);
  }
}

/** Writes it down before anything is answered; what is known already is another's, or was a repeat. */
async function take(parts: DealParts, interaction: Interaction): Promise<void> {
  if (interaction.isAutocomplete()) return choose(parts, interaction);
  const told = toldOf(interaction);
  if (told === undefined) return;
  const arrived: Arrived = { key: `${platform}:${told.id}`, told, isLate: false };
  let isFresh: boolean;
  try {
    isFresh = await parts.bot.receive({ key: arrived.key, platform, event: told });
  } catch (err) {
    parts.log.error({ err }, 'what arrived from Discord could not be written down');
    return refuse(interaction);
  }
  if (isFresh) await deal(parts, arrived);
}

async function refuse(interaction: Interaction): Promise<void> {
  if (!interaction.isRepliable()) return;
  const content = 'Not accepted: the bot’s database does not answer. Nothing was changed.';
  const flags = MessageFlags.Ephemeral;
  await interaction.reply({ content, flags, allowedMentions: { parse: [] } });
}

function startError(error: unknown): BotError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const said = asBotError(error);
  const refused = code === 'TokenInvalid' || said.message.includes(TOKEN);
  if (!refused) return said;
  return new BotError('invalid', `Discord refuses ${TOKEN}`, {
    hint: 'Make a new one under Bot, Reset Token of the app on discord.com/developers/applications, and put it in place: npm start -- setup discord.',
    cause: error,
  });
}

function within<T>(work: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new BotError('timeout', 'Discord’s gateway gave no answer')),
      ms,
    );
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
