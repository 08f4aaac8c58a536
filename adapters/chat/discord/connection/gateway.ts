import { Client, Events, GatewayIntentBits, type Interaction, Options, Status } from 'discord.js';
import { BotError } from '../../../../src/errors.ts';
import type { Log } from '../../../../src/log.ts';
import type { Account } from '../registration/register.ts';
import { asBotError } from '../web/errors.ts';
import { refusedToken } from '../web/web.ts';

/** Hearing what people do. The way back is REST alone. */
export interface Gateway {
  open(): Promise<void>;
  close(): Promise<void>;
  connected(): boolean;
}

/** How long Discord may take until it sends; then the start is tried again. */
const READY_MS = 30_000;

interface GatewayParts extends Account {
  readonly log: Log;
  take(interaction: Interaction): void;
}

export function createGateway({ token, apiUrl, log, take }: GatewayParts): Gateway {
  const client = new Client({
    // Interactions need none at all; the guilds tell whether one comes from a server.
    intents: [GatewayIntentBits.Guilds],
    rest: { api: apiUrl },
    makeCache: Options.cacheWithLimits({ ...Options.DefaultMakeCacheSettings, MessageManager: 0 }),
  });
  client.on(Events.Error, (err) => log.warn({ err }, 'the connection to Discord failed'));
  client.on(Events.ShardError, (err) => log.warn({ err }, 'the connection to Discord failed'));
  client.on(Events.InteractionCreate, take);
  return {
    async open() {
      const ended = ending(client, log);
      try {
        await Promise.race([ready(client, token), ended.tooLate, ended.refused]);
      } catch (error) {
        await client.destroy();
        throw error;
      } finally {
        ended.calm();
      }
    },
    close: () => client.destroy(),
    // The client itself stays ready while one of its connections is made anew.
    connected: () =>
      client.isReady() && client.ws.shards.every(({ status }) => status === Status.Ready),
  };
}

async function ready(client: Client, token: string): Promise<void> {
  const isReady = new Promise<void>((resolve) => {
    client.once(Events.ClientReady, () => resolve());
  });
  try {
    await client.login(token);
  } catch (error) {
    throw isTokenInvalid(error) ? refusedToken(error) : asBotError(error, 'the connection');
  }
  await isReady;
}

function isTokenInvalid(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'TokenInvalid';
}

/** Why it does not begin; once it has begun, its end is only logged. */
function ending(client: Client, log: Log) {
  const refused = Promise.withResolvers<never>();
  const tooLate = Promise.withResolvers<never>();
  refused.promise.catch(() => undefined);
  tooLate.promise.catch(() => undefined);
  client.on(Events.ShardDisconnect, ({ code }) => {
    const error = whyClosed(code);
    log.error({ code, why: error.message, hint: error.hint }, 'Discord ended the connection');
    refused.reject(error);
  });
  const timer = setTimeout(
    () => tooLate.reject(new BotError('unreachable', 'Discord did not begin to send')),
    READY_MS,
  );
  return {
    refused: refused.promise,
    tooLate: tooLate.promise,
    calm: () => clearTimeout(timer),
  };
}

/** Those that end it for good: https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway */
const TOKEN_REFUSED = 4004;

function whyClosed(code: number): BotError {
  if (code === TOKEN_REFUSED) return refusedToken(undefined);
  return new BotError('invalid', `Discord closed the connection for good, with ${code}`, {
    hint: 'See its gateway close codes, and start the service again once it is put right.',
  });
}
