import type { Bot, Chat } from '../../../src/chat.ts';
import type { ChatServices } from '../../../src/chat-adapter.ts';
import { BotError } from '../../../src/errors.ts';
import { createMessages, type Messages } from './answers/messages.ts';
import type { DiscordConfig } from './config.ts';
import { type GateParts, leftBehind, take } from './connection/gate.ts';
import { createGateway, type Gateway } from './connection/gateway.ts';
import { apiUrlOf, tokenOf } from './registration/account.ts';
import { createAnsweringWeb, createWeb, whoAmI } from './web/web.ts';

export const platform = 'discord';

/** How long an end waits for answers under way; what is left then is dealt with by the next process. */
const LEAVE_MS = 5000;

interface Running {
  readonly gateway: Gateway;
  readonly messages: Messages;
}

export function createDiscord(config: DiscordConfig, services: ChatServices): Chat {
  const working = new Set<Promise<void>>();
  let running: Running | undefined;
  const messages = (): Messages => {
    if (running) return running.messages;
    throw new BotError('unreachable', 'Discord is not connected yet');
  };
  return {
    platform,
    async start(bot) {
      running = await open({ config, services, bot, working });
    },
    async stop() {
      const last = running;
      running = undefined;
      await last?.gateway.close();
      await Promise.race([
        Promise.allSettled(working),
        new Promise((resolve) => setTimeout(resolve, LEAVE_MS).unref()),
      ]);
    },
    connected: () => running?.gateway.connected() ?? false,
    post: async (place, card, options) => messages().post(place, card, options),
    update: async (ref, card) => messages().update(ref, card),
    find: async (place, nonce) => messages().find(place, nonce),
    direct: async (person) => messages().direct(person),
    pin: async (ref) => messages().pin(ref),
  };
}

interface Opening {
  readonly config: DiscordConfig;
  readonly services: ChatServices;
  readonly bot: Bot;
  readonly working: Set<Promise<void>>;
}

async function open(opening: Opening): Promise<Running> {
  const { config, services, bot } = opening;
  const { commands, log, zone } = services;
  const account = { token: tokenOf(config), apiUrl: apiUrlOf(config) };
  const web = createWeb(account, log);
  const me = await whoAmI(web);
  const parts = { platform, web, bot, log, zone, me: me.id };
  const messages = createMessages(parts);
  const gate: GateParts = {
    ...parts,
    web: createAnsweringWeb(account, log),
    messages,
    reading: { commands, renames: config.commands },
  };
  const gateway = createGateway({
    ...account,
    log,
    take: (interaction) => work(opening, () => take(gate, interaction)),
  });
  await gateway.open();
  log.info({ as: me.username }, 'Discord is connected');
  try {
    await leftBehind(gate, (job) => work(opening, job));
  } catch (error) {
    // The start is tried again, with a connection of its own.
    await gateway.close();
    throw error;
  }
  return { gateway, messages };
}

/** Whatever comes of it, the process goes on. */
function work({ working, services }: Opening, job: () => Promise<void>): void {
  const done = job()
    .catch((err: unknown) => services.log.error({ err }, 'an answer on Discord failed'))
    .finally(() => working.delete(done));
  working.add(done);
}
