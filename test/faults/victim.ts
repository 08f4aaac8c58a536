import { writeSync } from 'node:fs';
import type { Chat } from '../../src/chat.ts';
import { openBot, send } from './bot.ts';

/** How the process meets its fate: at this moment of this step, by this signal. */
export interface Fate {
  readonly url: string;
  readonly config: string;
  readonly line: string;
  readonly moment: string;
  /** A step whose name begins so; the first step when empty. */
  readonly step: string;
  readonly signal: 'SIGKILL' | 'SIGSTOP';
}

const shown: Chat = {
  platform: 'terminal',
  start: async () => {},
  stop: async () => {},
  async post({ platform, channel }, card, { nonce }) {
    writeSync(1, `posted: ${card.title}\n`);
    return { platform, channel, id: nonce };
  },
  update: async () => {},
};

const fate: Fate = JSON.parse(process.argv[2] ?? '');
let met = false;

const app = await openBot({
  url: fate.url,
  config: fate.config,
  chats: [shown],
  observe(moment, step) {
    if (met || moment !== fate.moment || !step.startsWith(fate.step)) return;
    met = true;
    writeSync(1, `met: ${step}\n`);
    // In the very turn of the moment: nothing else of this process happens before.
    process.kill(process.pid, fate.signal);
  },
});
const operation = await send(app, fate.line);
const { state } = await app.bot.follow(operation, { signal: AbortSignal.timeout(120_000) });
writeSync(1, `${met ? 'survived' : 'spared'} ${state}\n`);
await app.close();
