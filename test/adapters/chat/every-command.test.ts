import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demo } from '../../../adapters/hypervisor/demo/index.ts';
import { commands } from '../../../commands/index.ts';
import type { Card } from '../../../src/card.ts';
import type { Chat } from '../../../src/chat.ts';
import { isPlan } from '../../../src/command.ts';
import { BotError } from '../../../src/errors.ts';
import { failureCard } from '../../../src/failure.ts';
import { silent } from '../../../src/log.ts';
import { type Bench, openBench } from '../../commands/bench.ts';
import { createBotDouble } from '../../doubles/bot.ts';
import { type DiscordDouble, startDiscord } from '../../doubles/discord/index.ts';
import { type SlackDouble, startSlack } from '../../doubles/slack/index.ts';
import { discordAt } from './discord/seat.ts';
import { slackAt } from './slack/seat.ts';

const examples = commands.flatMap(({ examples: lines }) => lines);

/** What each example says first: its answer, its preview, or why it cannot be done here. */
async function cardFor(bench: Bench, line: string): Promise<Card> {
  try {
    const answer = await bench.type(line);
    if (!isPlan(answer)) return answer;
    const title = answer.title ?? answer.operations.map((one) => one.title).join(', ');
    return answer.preview ?? { title };
  } catch (error) {
    return failureCard(error, { log: silent, commands });
  }
}

/** As the outbox does it: where the platform wants a pause, it gets it. */
async function patiently(post: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await post();
      return;
    } catch (error) {
      if (!(error instanceof BotError) || error.retryAfterMs === undefined) throw error;
      await sleep(error.retryAfterMs);
    }
  }
}

describe('what every command says', () => {
  let directory: string;
  let bench: Bench;
  let slack: SlackDouble;
  let discord: DiscordDouble;
  const chats: { readonly chat: Chat; readonly channel: string }[] = [];

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'nakhoda-every-'));
    const config = demo.Config.parse({ speed: 0.001, failures: false });
    const services = { name: 'campus', dataDirectory: directory, log: silent };
    bench = openBench([await demo.create(config, services)]);
    slack = await startSlack();
    discord = await startDiscord();
    chats.push({ chat: slackAt(slack), channel: 'C1' });
    chats.push({ chat: discordAt(discord), channel: discord.channel('ops') });
    const bot = createBotDouble(() => ({ outcome: 'answered' }));
    for (const { chat } of chats) await chat.start(bot);
  });
  afterAll(async () => {
    for (const { chat } of chats) await chat.stop();
    await slack.close();
    await discord.close();
    await rm(directory, { recursive: true, force: true });
  });

  test.each(examples)('is taken by Slack and by Discord: %s', async (line) => {
    const card = await cardFor(bench, line);
    for (const { chat, channel } of chats) {
      const place = { platform: chat.platform, channel };
      const nonce = `${chat.platform} ${line}`;
      await patiently(() => chat.post(place, card, { nonce }));
    }
    expect(slack.requests.filter(({ error }) => error !== undefined)).toEqual([]);
    expect(discord.violations).toEqual([]);
  });
});
