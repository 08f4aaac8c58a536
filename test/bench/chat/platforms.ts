import { Config as DiscordConfig } from '../../../adapters/chat/discord/config.ts';
import { createDiscord } from '../../../adapters/chat/discord/discord.ts';
import { registrationsOf } from '../../../adapters/chat/discord/registration/commands.ts';
import { openRest, register } from '../../../adapters/chat/discord/registration/register.ts';
import { Config as SlackConfig } from '../../../adapters/chat/slack/config.ts';
import { createSlack } from '../../../adapters/chat/slack/slack.ts';
import { commands } from '../../../commands/index.ts';
import type { Chat } from '../../../src/chat.ts';
import { silent } from '../../../src/log.ts';
import type { Account } from './words.ts';

export interface Platform {
  readonly name: 'slack' | 'discord';
  readonly title: string;
  /** Tells the double of the commands, where the platform has to be told. */
  register(account: Account, signal: AbortSignal): Promise<void>;
  /** The real adapter at this double; not started. */
  chatAt(account: Account): Chat;
}

export const platforms: readonly Platform[] = [
  {
    name: 'slack',
    title: 'Slack',
    async register() {},
    chatAt({ apiUrl, token, appToken }) {
      Object.assign(process.env, { SLACK_BOT_TOKEN: token, SLACK_APP_TOKEN: appToken });
      return createSlack(SlackConfig.parse({ apiUrl }), { commands, log: silent });
    },
  },
  {
    name: 'discord',
    title: 'Discord',
    async register({ apiUrl, token, applicationId }, signal) {
      const rest = openRest({ apiUrl, token });
      await register(registrationsOf(commands, {}), { rest, applicationId, signal });
    },
    chatAt({ apiUrl, token }) {
      process.env['DISCORD_TOKEN'] = token;
      return createDiscord(DiscordConfig.parse({ apiUrl }), { commands, log: silent });
    },
  },
];
