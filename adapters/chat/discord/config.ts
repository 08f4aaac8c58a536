import { z } from 'zod';
import { secret } from '../../../src/config/secret.ts';

/** https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-naming */
const word = z
  .string()
  .regex(/^[-_\p{Ll}\p{Lo}\p{N}]{1,32}$/u, 'wants the word of a slash command: small letters');

/** https://docs.discord.com/developers/reference#snowflakes */
const id = z.string().regex(/^\d{17,20}$/, 'wants an id in quotes: 17 to 20 digits');

/** `chats: { discord: … }`. A token that is not told is taken from DISCORD_TOKEN. */
export const Config = z.strictObject({
  token: secret.optional(),
  /** The server that `deploy discord` registers the commands in; every server where it is left out. */
  guild: id.optional(),
  apiUrl: z.url().optional(),
  /** Other words for slash commands that are taken: `{ backup: vmbackup }` is `/vmbackup`. */
  commands: z.record(word, word).default({}),
});

export type DiscordConfig = z.infer<typeof Config>;
