import { z } from 'zod';
import { secret } from '../../../src/secret.ts';

const word = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,31}$/, 'wants the name of a command');
/** An id of Discord's. Digits alone are read as a number by YAML, and too long for one. */
const id = z.string().regex(/^\d{15,21}$/, "wants an id, in quotes: '1234567890123456789'");

/** `chats: { discord: … }`. Where the token is not told, it is taken from DISCORD_TOKEN. */
export const Config = z.strictObject({
  token: secret.optional(),
  /** The server whose commands `deploy discord` registers; all servers when absent. */
  guild: id.optional(),
  apiUrl: z.url().optional(),
  /** Other names for commands that are taken: `{ backup: vmbackup }` is `/vmbackup`. */
  commands: z.record(word, word).default({}),
});

export type DiscordConfig = z.infer<typeof Config>;
