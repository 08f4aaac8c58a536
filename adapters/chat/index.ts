import type { ChatAdapter } from '../../src/chat-adapter.ts';
import { discord } from './discord/index.ts';
import { slack } from './slack/index.ts';
import { terminal } from './terminal/index.ts';

/** The chats over a network: `chats:` in the configuration opens them, and `serve` is what they talk with. */
export const networkChats: readonly ChatAdapter[] = [slack, discord];

/** Every chat there is; a folder that is not in this list does not exist for the bot. */
export const chats = [terminal, ...networkChats] as const;
