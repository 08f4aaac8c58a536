import { BotError } from '../../src/errors.ts';
import { createInventory } from '../../src/inventory.ts';
import { createLog } from '../../src/log.ts';
import { openChats } from '../../src/program/chats.ts';
import { serve } from '../../src/program/serve.ts';
import { answered, createBotDouble } from '../doubles/bot.ts';
import { createChatAdapter } from '../doubles/chat-adapter.ts';
import { pretend } from '../doubles/hypervisor.ts';

/** The service with pigeons for chats: each word is one, and those that are `revoked` are turned away. */
const log = createLog('info', 2);
const say = (text: string) => void process.stdout.write(`${text}\n`);
const doubles = process.argv.slice(2).map((word, at) =>
  createChatAdapter({
    platform: `${word}-${at + 1}`,
    title: `${word} ${at + 1}`,
    starts:
      word === 'revoked'
        ? [() => Promise.reject(new BotError('invalid', 'Its token was revoked', { hint: 'Ask.' }))]
        : [],
  }),
);
const configured = doubles.map(({ adapter }) => ({
  adapter,
  settings: undefined,
  audiences: new Map(),
}));
const fleet = createInventory([pretend().hypervisor]);
try {
  process.exitCode = await serve({
    config: {},
    log,
    monitoring: {
      createMetrics: () => ({
        contentType: 'text/plain',
        text: async () => '',
        handled: () => {},
        ended: () => {},
        called: () => {},
        measured: () => {},
        looked: () => {},
        unwatched: () => {},
      }),
      openEndpoint: async () => ({ port: 0, close: async () => {} }),
      startHeartbeat: () => async () => {},
    },
    chats: await openChats(configured, { commands: [], log }),
    open: async () => ({
      bot: createBotDouble(() => answered),
      fleet,
      store: {
        load: async () => ({
          waiting: 0,
          running: 0,
          undecided: 0,
          unsaid: { count: 0, oldestMs: 0, givenUp: 0 },
        }),
        registered: async () => 'same',
        say: async () => {},
        access: {
          all: async () => ({ grants: [], requests: [], links: [], standIns: [] }),
          addCode: async () => {},
        },
      },
      close: async () => say(`closed; ${doubles.map(({ told }) => told.join(', ')).join('; ')}`),
    }),
    welcome: async () => say('welcome'),
  });
} catch (error) {
  if (!(error instanceof BotError)) throw error;
  say(`${error.message}${error.hint ? `\n${error.hint}` : ''}`);
  process.exitCode = 1;
}
