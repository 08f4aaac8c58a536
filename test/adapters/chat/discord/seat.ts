import { expect, onTestFinished, vi } from 'vitest';
import { Config } from '../../../../adapters/chat/discord/config.ts';
import { createDiscord } from '../../../../adapters/chat/discord/discord.ts';
import { registrationsOf } from '../../../../adapters/chat/discord/registration/commands.ts';
import { openRest, register } from '../../../../adapters/chat/discord/registration/register.ts';
import { commands } from '../../../../commands/index.ts';
import type { Chat, Completion, Handled, Incoming } from '../../../../src/chat.ts';
import { visible } from '../../../../src/drawing/visible.ts';
import { silent } from '../../../../src/log.ts';
import type { ChatFixture } from '../../../contracts/chat.ts';
import { answered, type BotDouble, createBotDouble } from '../../../doubles/bot.ts';
import {
  type DiscordDouble,
  type DiscordPerson,
  startDiscord,
} from '../../../doubles/discord/index.ts';

export const CHANNEL = 'ops';

/** The adapter against this Discord; not started. */
export function discordAt(double: DiscordDouble, more: Record<string, unknown> = {}): Chat {
  process.env['DISCORD_TOKEN'] = double.token;
  const config = Config.parse({ apiUrl: double.apiUrl, ...more });
  return createDiscord(config, { commands, log: silent });
}

/** Tells the double of every command there is, as `deploy discord` does. */
async function deployed(double: DiscordDouble): Promise<void> {
  const { signal } = new AbortController();
  const { applicationId } = double;
  await register(registrationsOf(commands, {}), { rest: openRest(double), applicationId, signal });
}

/** Ada, who is in Berlin, in the channel #ops. */
export async function openSeat(): Promise<ChatFixture> {
  const people = [{ id: '300000000000000001', name: 'ada', zone: 'Europe/Berlin' }];
  const double = await startDiscord({ channels: [CHANNEL], people });
  await deployed(double);
  return seatAt(double);
}

function seatAt(double: DiscordDouble): ChatFixture {
  const ada = double.person('ada');
  const chat = discordAt(double);
  return {
    chat,
    person: { id: '300000000000000001', name: 'ada' },
    type: (line) => ada.slash(CHANNEL, 'nakhoda do', { line }),
    press: (label) => ada.click(label),
    fill: async (answers) => {
      await vi.waitFor(() => expect(ada.modal()).toBeDefined());
      await ada.fill(answers.map(String));
    },
    seen: () => ada.seen(),
    shown: visible,
    live: /[[\p{Cc}\p{Cs}]--\n]|[\p{Cf}--\u200e]|LIVE/v,
    sent: async () => {
      const rung = (await ada.messages()).flatMap(({ rang }) => rang.map((one) => `LIVE ${one}`));
      return [await ada.seen(), ...rung, ...double.violations].join('\n');
    },
    reopen: async () => seatAt(double),
    close: async () => {
      await chat.stop();
      await double.close();
    },
  };
}

export interface Desk {
  readonly double: DiscordDouble;
  readonly chat: Chat;
  readonly bot: BotDouble;
  readonly ada: DiscordPerson;
  readonly bob: DiscordPerson;
}

interface DeskOptions {
  readonly words?: readonly Completion[];
  readonly deny?: readonly string[];
  answer?(incoming: Incoming): Promise<Handled> | Handled;
  /** Changes the bot before the chat knows it. */
  bends?(bot: BotDouble): Partial<BotDouble>;
}

/** Ada and Bob in #ops, and the chat started; all is closed behind the test. */
export async function openDesk(options: DeskOptions = {}): Promise<Desk> {
  const { answer = () => answered, words, bends, ...more } = options;
  const people = ['ada', 'bob'].map((name, at) => ({ id: `30000000000000000${at}`, name }));
  const double = await startDiscord({ channels: [CHANNEL], people, ...more });
  await deployed(double);
  const straight = createBotDouble((incoming) => answer(incoming), words);
  const bot = { ...straight, ...bends?.(straight) };
  const chat = discordAt(double);
  await chat.start(bot);
  onTestFinished(async () => {
    await chat.stop();
    await double.close();
  });
  return { double, chat, bot, ada: double.person('ada'), bob: double.person('bob') };
}

/** Answers each line with this card, for this audience. */
export function says(card: Parameters<Incoming['reply']['answer']>[0], to: 'channel' | 'caller') {
  return async ({ reply, shares }: Incoming): Promise<Handled> => {
    await reply.defer(shares ? 'channel' : to);
    await reply.answer(card, { shareable: true });
    return answered;
  };
}

export const until = vi.waitFor;
