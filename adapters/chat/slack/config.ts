import { z } from 'zod';
import { secret } from '../../../src/config/secret.ts';
import { BotError } from '../../../src/errors.ts';
import { keepSecret } from '../../../src/redact.ts';

const word = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,30}$/, 'wants the words of a slash command');

/** `chats: { slack: … }`. Where a token is not told, it is taken from the variable of its name. */
export const Config = z.strictObject({
  /** `socket` needs no address of its own; `http` is called by Slack and checks the signature. */
  mode: z.enum(['socket', 'http']).default('socket'),
  http: z
    .strictObject({
      host: z.string().min(1).default('127.0.0.1'),
      port: z.int().min(0).max(65_535).default(3000),
    })
    .prefault({}),
  botToken: secret.optional(),
  appToken: secret.optional(),
  signingSecret: secret.optional(),
  apiUrl: z.url().optional(),
  /** Other words for slash commands that are taken: `{ vm: machines }` is `/machines`. */
  commands: z.record(word, word).default({}),
});

export type SlackConfig = z.infer<typeof Config>;

/** Which variable holds what, where the configuration does not say otherwise. */
export const variables = {
  botToken: 'SLACK_BOT_TOKEN',
  appToken: 'SLACK_APP_TOKEN',
  signingSecret: 'SLACK_SIGNING_SECRET',
} as const;

const what = {
  botToken: 'the bot token, xoxb-…, under OAuth & Permissions',
  appToken: 'the app-level token, xapp-…, with connections:write under Basic Information',
  signingSecret: 'the signing secret under Basic Information',
} as const;

/** A token as configured, else from the environment. Throws `invalid` where there is none. */
export function tokenOf(config: SlackConfig, name: keyof typeof variables): string {
  const value = config[name] ?? process.env[variables[name]];
  if (value !== undefined && value !== '') return keepSecret(value);
  throw new BotError('invalid', `${variables[name]} is not set`, {
    hint: `It is ${what[name]} of the app on api.slack.com/apps. npm start -- setup slack asks for it.`,
  });
}

export const apiUrlOf = (config: Pick<SlackConfig, 'apiUrl'>): string =>
  config.apiUrl ?? process.env['SLACK_API_URL'] ?? 'https://slack.com/api/';
