import type { Bot, Chat, Ear } from '../../../src/chat.ts';
import type { ChatServices } from '../../../src/chat-adapter.ts';
import { BotError } from '../../../src/errors.ts';
import { createMessages, type Messages } from './answers/messages.ts';
import type { DiscordConfig } from './config.ts';
import { type GateParts, leftBehind, take } from './connection/gate.ts';
import { createGateway, type Gateway } from './connection/gateway.ts';
import { apiUrlOf, tokenOf } from './registration/account.ts';
import { createAnsweringWeb, createWeb, whoAmI } from './web/web.ts';

const platform = 'discord';

/** How long an end waits for answers under way; what is left then is dealt with by the next process. */
const LEAVE_MS = 5000;

interface Running {
  readonly gate: GateParts;
  readonly messages: Messages;
}

interface State {
  running?: Running | undefined;
  gateway?: Gateway | undefined;
}

export function createDiscord(config: DiscordConfig, services: ChatServices): Chat {
  const opening: Opening = { config, services, working: new Set() };
  const state: State = {};
  const ear = earOf(opening, state);
  const messages = () => wayOut(state).messages;
  return {
    platform,
    ear,
    takeUp: () => takeUp(opening, state),
    async start(bot) {
      await ear.start(bot);
      await ear.open(() => true);
    },
    async stop() {
      await ear.close();
      state.running = undefined;
      await Promise.race([
        Promise.allSettled(opening.working),
        new Promise((resolve) => setTimeout(resolve, LEAVE_MS).unref()),
      ]);
    },
    connected: () => state.gateway?.connected() ?? false,
    post: async (place, card, options) => messages().post(place, card, options),
    update: async (ref, card) => messages().update(ref, card),
    find: async (place, nonce) => messages().find(place, nonce),
    direct: async (person) => messages().direct(person),
    groupsOf: async (person, asked) => state.running?.messages.groupsOf(person, asked),
    pin: async (ref) => messages().pin(ref),
  };
}

function earOf(opening: Opening, state: State): Ear {
  return {
    alone: true,
    async start(bot) {
      state.running = await openWayOut(opening, bot);
      await takeUp(opening, state);
    },
    async open(holds) {
      const { gate } = wayOut(state);
      const gateway = gatewayOf(opening, gate, holds);
      await gateway.open();
      // Stopped meanwhile.
      if (state.running?.gate !== gate) return gateway.close();
      state.gateway = gateway;
    },
    async close() {
      const { gateway } = state;
      state.gateway = undefined;
      await gateway?.close();
    },
  };
}

function wayOut({ running }: State): Running {
  if (running) return running;
  throw new BotError('unreachable', 'Discord is not connected yet');
}

function takeUp(opening: Opening, state: State): Promise<void> {
  return leftBehind(wayOut(state).gate, (job) => work(opening, job));
}

interface Opening {
  readonly config: DiscordConfig;
  readonly services: ChatServices;
  readonly working: Set<Promise<void>>;
}

/** Speaking there is REST alone. */
async function openWayOut({ config, services }: Opening, bot: Bot): Promise<Running> {
  const { commands, log, zone, painter } = services;
  const account = { token: tokenOf(config), apiUrl: apiUrlOf(config) };
  const web = createWeb(account, log);
  const me = await whoAmI(web);
  const parts = { platform, web, bot, log, zone, painter, me: me.id };
  const messages = createMessages(parts);
  log.info({ as: me.username }, 'Discord is connected');
  const gate: GateParts = {
    ...parts,
    web: createAnsweringWeb(account, log),
    messages,
    reading: { commands, renames: config.commands },
  };
  return { gate, messages };
}

/** Hearing what people do: every gateway connection hears all of it. */
function gatewayOf(opening: Opening, gate: GateParts, holds: () => boolean): Gateway {
  const { config, services } = opening;
  return createGateway({
    token: tokenOf(config),
    apiUrl: apiUrlOf(config),
    log: services.log,
    take(interaction) {
      if (holds()) work(opening, () => take(gate, interaction));
    },
  });
}

/** Whatever comes of it, the process goes on. */
function work(
  { working, services }: Pick<Opening, 'working' | 'services'>,
  job: () => Promise<void>,
): void {
  const done = job()
    .catch((err: unknown) => services.log.error({ err }, 'an answer on Discord failed'))
    .finally(() => working.delete(done));
  working.add(done);
}
