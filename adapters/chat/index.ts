import { terminal } from './terminal/index.ts';

/** Every chat there is; a folder that is not in this list does not exist for the bot. */
export const chats = [terminal] as const;
