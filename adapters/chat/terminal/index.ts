export { createInterview } from './interview.ts';
export { printer } from './printer.ts';

import { createTerminal } from './terminal.ts';

/** The terminal as one of the bot's chats. */
export const terminal = { platform: 'terminal', create: createTerminal } as const;
