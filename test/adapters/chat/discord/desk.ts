import { onTestFinished, vi } from 'vitest';
import type { Painter } from '../../../../src/charts/painter.ts';
import type { Arrival, Chat, Completion, Handled, Incoming } from '../../../../src/chat.ts';
import type { Log } from '../../../../src/log.ts';
import { answered, type BotDouble, createBotDouble } from '../../../doubles/bot.ts';
import type { DiscordDouble, DiscordPerson } from '../../../doubles/discord/index.ts';
import type { DiscordOptions } from '../../../doubles/discord/world.ts';
import { discordAt, openDouble } from './seat.ts';

export interface Desk {
  readonly double: DiscordDouble;
  readonly discord: Chat;
  readonly bot: BotDouble;
  readonly ada: DiscordPerson;
  readonly ben: DiscordPerson;
  /** What was written down, oldest first. */
  readonly arrivals: readonly Arrival[];
}

interface DeskOptions extends DiscordOptions {
  readonly words?: readonly Completion[];
  readonly log?: Log;
  readonly painter?: Painter;
  /** Other names of commands. */
  readonly renames?: Record<string, string>;
  /** What the bot does with each line. */
  answer?(incoming: Incoming): Promise<Handled> | Handled;
  /** Changes the bot before the chat knows it. */
  bends?(bot: BotDouble): Partial<BotDouble>;
}

/** Ada and Ben in #ops, and the chat started; all is closed behind the test. */
export async function openDesk(options: DeskOptions = {}): Promise<Desk> {
  const {
    answer = says({ title: 'Done' }, 'caller'),
    words,
    bends,
    renames,
    log,
    painter,
    ...more
  } = options;
  const double = await openDouble(more, renames);
  const straight = createBotDouble((incoming) => answer(incoming), words);
  const bent = { ...straight, ...bends?.(straight) };
  const arrivals: Arrival[] = [];
  const receive = (arrival: Arrival): Promise<boolean> => {
    arrivals.push(arrival);
    return bent.receive(arrival);
  };
  const bot = { ...bent, receive };
  const discord = discordAt(double, {
    ...(renames && { commands: renames }),
    ...(log && { log }),
    painter,
  });
  await discord.start(bot);
  onTestFinished(async () => {
    await discord.stop();
    await double.close();
  });
  return { double, discord, bot, ada: double.person('ada'), ben: double.person('ben'), arrivals };
}

/** Answers each line with this card, for this audience. */
export function says(card: Parameters<Incoming['reply']['answer']>[0], to: 'channel' | 'caller') {
  return async ({ reply, shares }: Incoming): Promise<Handled> => {
    await reply.defer(shares ? 'channel' : to);
    await reply.answer(card, { shareable: true });
    return answered;
  };
}

/** Milliseconds; vitest's own second is too short for a busy computer. */
const PATIENCE = 30_000;

export const until: typeof vi.waitFor = (look, options = PATIENCE) => vi.waitFor(look, options);
