import type { Chat } from '../../src/chat.ts';
import { openBot } from './bot.ts';
import { type Event, handleEvent } from './events.ts';

/** A process that receives one line and is killed at this moment of it. */
export interface ArrivalFate {
  readonly url: string;
  readonly config: string;
  readonly event: Event;
  readonly moment: 'received' | 'accepted' | 'ended';
}

const fate: ArrivalFate = JSON.parse(process.argv[2] ?? '');
const die = () => process.kill(process.pid, 'SIGKILL');
const deaf: Chat = {
  platform: 'test',
  start: async () => {},
  stop: async () => {},
  post: async ({ platform, channel }, _card, { nonce }) => ({ platform, channel, id: nonce }),
  async update(_ref, card) {
    if (card.tone === 'success') die();
  },
};

const app = await openBot({
  url: fate.url,
  config: fate.config,
  chats: [deaf],
  observe: () => {
    if (fate.moment === 'accepted') die();
  },
});
await app.bot.receive({ key: fate.event.key, platform: 'test', event: fate.event });
if (fate.moment === 'received') die();
await handleEvent(app, fate.event);
setTimeout(() => process.exit(3), 60_000);
