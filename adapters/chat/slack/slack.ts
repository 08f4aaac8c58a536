import type { Bot, Chat } from '../../../src/chat.ts';
import type { ChatServices } from '../../../src/chat-adapter.ts';
import { BotError } from '../../../src/errors.ts';
import { createCharts } from './answers/charts.ts';
import { deal } from './answers/deal.ts';
import { createMessages, type MessageParts, type Messages } from './answers/messages.ts';
import { suggestions } from './answers/suggest.ts';
import { apiUrlOf, type SlackConfig, tokenOf } from './config.ts';
import type { Connection } from './connection/connection.ts';
import { openGate } from './connection/gate.ts';
import { overHttp } from './connection/http.ts';
import { refuseArrival } from './connection/refuse.ts';
import { overSocket } from './connection/socket.ts';
import { readArrival } from './incoming/read.ts';
import { type Arrived, told } from './incoming/told.ts';
import { refusedToken } from './web/errors.ts';
import { createFiles } from './web/files.ts';
import { createGroups } from './web/groups.ts';
import { createPeople } from './web/people.ts';
import { createWeb, type Me, whoAmI } from './web/web.ts';

const platform = 'slack';

/** How long an end waits for answers under way; what is left then is dealt with by the next process. */
const LEAVE_MS = 5000;

export interface Slack extends Chat {
  /** In HTTP mode, where Slack has to send to. */
  address(): string | undefined;
}

interface Running {
  readonly connection: Connection;
  readonly messages: Messages;
  takeUp(): Promise<void>;
}

export function createSlack(config: SlackConfig, services: ChatServices): Slack {
  const working = new Set<Promise<void>>();
  let running: Running | undefined;
  const messages = (): Messages => {
    if (running) return running.messages;
    throw new BotError('unreachable', 'Slack is not connected yet');
  };
  return {
    platform,
    note: 'Slack has no slash commands in threads: mention the bot there, as in @nakhoda vm list.',
    address: () => running?.connection.address(),
    connected: () => running?.connection.connected() ?? false,
    takeUp: async () => running?.takeUp(),
    async start(bot) {
      running = await open({ config, services, bot, working });
    },
    async stop() {
      const { connection } = running ?? {};
      running = undefined;
      await connection?.close();
      await Promise.race([
        Promise.allSettled(working),
        new Promise((resolve) => setTimeout(resolve, LEAVE_MS).unref()),
      ]);
    },
    post: (place, card, options) => messages().post(place, card, options),
    update: (ref, card) => messages().update(ref, card),
    find: (place, nonce) => messages().find(place, nonce),
    direct: async (person) => ({ platform, channel: person, durable: true }),
    groupsOf: async (person, asked) => running?.messages.groupsOf(person, asked),
    home: (person, card) => messages().home(person, card),
    pin: (ref) => messages().pin(ref),
  };
}

interface Opening {
  readonly config: SlackConfig;
  readonly services: ChatServices;
  readonly bot: Bot;
  readonly working: Set<Promise<void>>;
}

async function open(opening: Opening): Promise<Running> {
  const { config, services, bot } = opening;
  const { log } = services;
  const token = tokenOf(config, 'botToken');
  const web = createWeb({ token, apiUrl: apiUrlOf(config), log });
  const connection = connect(config, services);
  const me = await whoAmI(web, (error) => refusedToken(error, 'botToken'));
  const files = createFiles(web, log);
  const parts: MessageParts = {
    platform,
    web,
    bot,
    log,
    files,
    charts: createCharts({ files, log, painter: services.painter }),
    people: createPeople(web),
    groups: createGroups(web, log),
  };
  const messages = createMessages(parts);
  await listen(opening, { ...parts, messages, connection, me, token });
  await connection.open().catch((error: unknown) => {
    throw refusedToken(error, 'appToken');
  });
  const where = connection.address();
  log.info(
    { mode: config.mode, ...(where !== undefined && { address: where }) },
    'Slack is connected',
  );
  const takeUpHere = () => takeUp(opening, parts);
  await takeUpHere();
  return { connection, messages, takeUp: takeUpHere };
}

function connect(config: SlackConfig, { log }: ChatServices): Connection {
  if (config.mode === 'http') {
    return overHttp({ signingSecret: tokenOf(config, 'signingSecret'), ...config.http, log });
  }
  return overSocket({ appToken: tokenOf(config, 'appToken'), apiUrl: apiUrlOf(config), log });
}

interface Listening extends MessageParts {
  readonly messages: Messages;
  readonly connection: Connection;
  readonly me: Me;
  readonly token: string;
}

async function listen(opening: Opening, parts: Listening): Promise<void> {
  const { bot, web, log, me } = parts;
  const reading = { me: me.userId, platform, commands: opening.config.commands };
  await openGate({
    platform,
    bot,
    web,
    log,
    me: { ...me, token: parts.token },
    receiver: parts.connection.receiver,
    read: (body) => readArrival(body, reading),
    deal: (arrived) => work(opening, () => deal(parts, arrived)),
    refuse: (arrived, event) => refuseArrival(parts, arrived, event),
    suggest: (body) => suggestions(body, { bot, platform, groups: parts.groups }),
    home: (caller) =>
      work(opening, async () => {
        const groups = await parts.groups.of(caller.actor.id, bot.groups?.(platform) ?? []);
        const card = await bot.home({ ...caller, actor: { ...caller.actor, groups } });
        await parts.messages.home(caller.actor.id, card);
      }),
  });
}

/** Whatever comes of it, the process goes on. */
function work({ working, services }: Opening, job: () => Promise<void>): void {
  const done = job()
    .catch((err: unknown) => services.log.error({ err }, 'an answer on Slack failed'))
    .finally(() => working.delete(done));
  working.add(done);
}

/** What a process that is gone had written down, and not dealt with. */
async function takeUp(opening: Opening, parts: MessageParts): Promise<void> {
  for (const { key, event } of await opening.bot.leftBehind(platform)) {
    const { data } = told.safeParse(event);
    const arrived: Arrived | undefined = data && { key, told: data };
    work(opening, () => (arrived ? deal(parts, arrived) : opening.bot.dealtWith(key)));
  }
}
