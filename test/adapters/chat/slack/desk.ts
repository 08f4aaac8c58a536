import { onTestFinished, vi } from 'vitest';
import { needed, optional } from '../../../../adapters/chat/slack/manifest/scopes.ts';
import type { Slack } from '../../../../adapters/chat/slack/slack.ts';
import type { Painter } from '../../../../src/charts/painter.ts';
import type { Completion, Handled, Incoming } from '../../../../src/chat.ts';
import { answered, type BotDouble, createBotDouble } from '../../../doubles/bot.ts';
import {
  type SlackDouble,
  type SlackOptions,
  type SlackPerson,
  startSlack,
} from '../../../doubles/slack/index.ts';
import { type Mode, slackAt, started } from './seat.ts';

export interface Desk {
  readonly double: SlackDouble;
  readonly slack: Slack;
  readonly bot: BotDouble;
  readonly ann: SlackPerson;
  readonly ben: SlackPerson;
}

interface DeskOptions extends SlackOptions {
  readonly mode?: Mode;
  readonly painter?: Painter;
  readonly words?: readonly Completion[];
  /** What the bot does with each line. */
  answer?(incoming: Incoming): Promise<Handled> | Handled;
  /** Changes the bot before the chat knows it. */
  bends?(bot: BotDouble): Partial<BotDouble>;
}

/** Ann and Ben in #ops, and the chat started; all is closed behind the test. */
export async function openDesk(options: DeskOptions = {}): Promise<Desk> {
  const { mode = 'socket', answer = () => answered, words, bends, painter, ...more } = options;
  const scopes = [...needed, ...optional].map(({ name }) => name);
  const double = await startSlack({ scopes, ...more });
  const straight = createBotDouble((incoming) => answer(incoming), words);
  const bot = { ...straight, ...bends?.(straight) };
  const slack = await started(slackAt(double, { mode, ...(painter && { painter }) }), double, bot);
  onTestFinished(async () => {
    await slack.stop();
    await double.close();
  });
  return { double, slack, bot, ann: double.person('U1'), ben: double.person('U2') };
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
