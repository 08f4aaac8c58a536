import { z } from 'zod';
import type { Bot, Chat } from '../../src/chat.ts';
import { type ChatAdapter, type ChatProgram, defineChat } from '../../src/chat-adapter.ts';
import { secret } from '../../src/config/secret.ts';

export interface ChatAdapterDouble {
  readonly adapter: ChatAdapter;
  /** What the chat was told to do, in order. */
  readonly told: readonly string[];
  /** The bot of the last start. */
  readonly bot: Bot | undefined;
}

export interface ChatAdapterOptions {
  readonly platform?: string;
  readonly title?: string;
  /** What each start does, the first one first; the rest succeed. */
  readonly starts?: readonly (() => Promise<void>)[];
  readonly programs?: Readonly<Record<string, ChatProgram>>;
  /** Words for the fingerprint of what the platform was told of. */
  readonly registered?: () => string;
}

const Config = z.strictObject({
  token: secret.prefault({ env: 'PIGEON_TOKEN' }),
  mode: z.enum(['loft', 'field']).default('loft'),
});

/** A chat by pigeon: configured, set up and started as the real ones, with nothing behind it. */
export function createChatAdapter({
  platform = 'pigeon',
  title = 'Pigeon',
  starts = [],
  programs,
  registered,
}: ChatAdapterOptions = {}): ChatAdapterDouble {
  const told: string[] = [];
  let bot: Bot | undefined;
  let count = 0;
  let up = false;
  const chat: Chat = {
    platform,
    async start(given) {
      told.push('start');
      await starts[count++]?.();
      bot = given;
      up = true;
    },
    async stop() {
      told.push('stop');
      up = false;
    },
    post: async ({ channel }) => ({ platform, channel, id: '1' }),
    update: async () => {},
    connected: () => up,
  };
  const adapter = defineChat({
    platform,
    title,
    Config,
    create: () => chat,
    setup: {
      async ask(interview) {
        const PIGEON_TOKEN = await interview.secret({ label: 'The token on its leg' });
        const mode = await interview.choose({
          label: 'Where is it fed?',
          choices: [
            { value: 'loft', label: 'in the loft' },
            { value: 'field', label: 'in the field' },
          ],
        });
        return {
          settings: { mode: mode === 'loft' ? undefined : mode },
          secrets: { PIGEON_TOKEN },
        };
      },
    },
    programs,
    ...(registered && {
      registration: () => ({ fingerprint: registered(), step: 'Run npm start -- deploy pigeon' }),
    }),
  });
  return {
    adapter,
    told,
    get bot() {
      return bot;
    },
  };
}
