import { Config as DiscordConfig } from '../../adapters/chat/discord/config.ts';
import { createDiscord } from '../../adapters/chat/discord/discord.ts';
import { Config as SlackConfig } from '../../adapters/chat/slack/config.ts';
import { createSlack } from '../../adapters/chat/slack/slack.ts';
import { commands } from '../../commands/index.ts';
import type { Card } from '../../src/card.ts';
import { createPainter } from '../../src/charts/painter.ts';
import type { Chat } from '../../src/chat.ts';
import { silent } from '../../src/log.ts';
import { answered, createBotDouble } from '../doubles/bot.ts';
import { startDiscord } from '../doubles/discord/index.ts';
import { startSlack } from '../doubles/slack/index.ts';

/** A page that shows messages below each other. */
export interface Posted {
  readonly url: string;
  /** Finds where each begins. */
  readonly message: string;
  /** Hides what differs each time. */
  readonly style: string;
  close(): Promise<void>;
}

/** Posts through the real adapter. */
async function postAll(chat: Chat, channel: string, cards: readonly Card[]): Promise<void> {
  await chat.start(createBotDouble(() => answered));
  const place = { platform: chat.platform, channel };
  for (const [at, card] of cards.entries())
    await chat.post(place, card, { nonce: `gallery-${at}` });
}

export async function slackWith(cards: readonly Card[]): Promise<Posted> {
  const people = [{ id: 'U1', name: 'Ann', tz: 'UTC' }];
  const double = await startSlack({ people });
  process.env['SLACK_BOT_TOKEN'] = double.tokens.bot;
  process.env['SLACK_APP_TOKEN'] = double.tokens.app;
  const config = SlackConfig.parse({ apiUrl: double.apiUrl });
  const painter = createPainter({ zone: 'UTC', log: silent });
  const chat = createSlack(config, { commands, log: silent, painter });
  await postAll(chat, 'C1', cards);
  return {
    url: `${double.pageUrl}?as=U1&width=phone`,
    message: '.post:not(.reply)',
    style: '.said > time { visibility: hidden }',
    async close() {
      await Promise.all([chat.stop(), painter.close()]);
      await double.close();
    },
  };
}

export async function discordWith(cards: readonly Card[]): Promise<Posted> {
  const people = [{ id: '300000000000000001', name: 'ann', zone: 'UTC' }];
  const double = await startDiscord({ channels: ['ops'], people });
  process.env['DISCORD_TOKEN'] = double.token;
  const config = DiscordConfig.parse({ apiUrl: double.apiUrl });
  const painter = createPainter({ zone: 'UTC', log: silent });
  const chat = createDiscord(config, { commands, log: silent, painter });
  await postAll(chat, double.channel('ops'), cards);
  return {
    url: `${double.pageUrl}?width=phone`,
    message: '.message',
    style: '.head .when { visibility: hidden }',
    async close() {
      await Promise.all([chat.stop(), painter.close()]);
      await double.close();
    },
  };
}
