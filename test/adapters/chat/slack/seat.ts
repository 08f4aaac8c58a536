import { expect, vi } from 'vitest';
import { Config } from '../../../../adapters/chat/slack/config.ts';
import { createSlack, type Slack } from '../../../../adapters/chat/slack/slack.ts';
import type { Painter } from '../../../../src/charts/painter.ts';
import type { Bot, Chat } from '../../../../src/chat.ts';
import { visible } from '../../../../src/drawing/visible.ts';
import { type Log, silent } from '../../../../src/log.ts';
import type { ChatFixture } from '../../../contracts/chat.ts';
import { type SlackDouble, type SlackOptions, startSlack } from '../../../doubles/slack/index.ts';
import { drawDate } from '../../../doubles/slack/marks.ts';

export type Mode = 'socket' | 'http';

export const CHANNEL = 'C1';

/** The adapter against this Slack, as it is configured; not started. */
export function slackAt(
  double: SlackDouble,
  {
    mode = 'socket',
    log = silent,
    painter,
    ...more
  }: { mode?: Mode; log?: Log; painter?: Painter; [key: string]: unknown } = {},
): Slack {
  const { SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET } = {
    SLACK_BOT_TOKEN: double.tokens.bot,
    SLACK_APP_TOKEN: double.tokens.app,
    SLACK_SIGNING_SECRET: double.tokens.signingSecret,
  };
  Object.assign(process.env, { SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET });
  const http = { host: '127.0.0.1', port: 0 };
  const config = Config.parse({ mode, http, apiUrl: double.apiUrl, ...more });
  return createSlack(config, { commands: [], log, painter });
}

/** Starts it, and tells the double where to send to. */
export async function started(slack: Slack, double: SlackDouble, bot: Bot): Promise<Slack> {
  await slack.start(bot);
  double.deliverTo(slack.address());
  return slack;
}

/** The line as it is typed behind a slash command. */
function slashOf(line: string): readonly [string, string] {
  const [word = '', ...rest] = line.split(' ');
  const own = ['vm', 'snapshot', 'backup', 'net', 'host', 'alert'].includes(word);
  return own ? [`/${word}`, rest.join(' ')] : ['/nakhoda', line];
}

/** Ann, who is in Berlin, at the channel #ops. */
export async function openSeat(mode: Mode, options: SlackOptions = {}): Promise<ChatFixture> {
  return seatAt(await startSlack(options), mode);
}

function seatAt(double: SlackDouble, mode: Mode): ChatFixture {
  const ann = double.person('U1');
  const slack = slackAt(double, { mode });
  const chat: Chat = { ...slack, start: async (bot) => void (await started(slack, double, bot)) };
  return {
    chat,
    person: { id: 'U1', name: 'ann' },
    type: (line) => ann.slash(CHANNEL, ...slashOf(line)),
    press: (label) => ann.click(label),
    fill: async (answers) => {
      await vi.waitFor(() => expect(ann.modal()).toBeDefined(), 20_000);
      await ann.fill(answers.map(String));
    },
    seen: () => ann.seen(),
    shown: visible,
    told: (at) => drawDate(Date.parse(at) / 1000, '{date_num} {time_secs}', 'Europe/Berlin') ?? '',
    live: /[[\p{Cc}\p{Cs}]--\n]|[\p{Cf}--\u200e]|LIVE/v,
    sent: async () => {
      const live = ann
        .messages()
        .flatMap(({ calls, links, from }) => (from === 'U1' ? [] : [...calls, ...links]));
      const texts = ann.messages().map(({ drawn, text }) => `${drawn}\n${text}`);
      return [...texts, ...textsIn(double.requests), ...live.map((each) => `LIVE ${each}`)].join(
        '\n',
      );
    },
    reopen: async () => seatAt(double, mode),
    close: async () => {
      await slack.stop();
      await double.close();
    },
  };
}

/** Every text in it, also in JSON that stands in a text. */
function textsIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(textsIn);
  if (typeof value !== 'string') return [];
  if (!/^[[{]/.test(value)) return [value];
  try {
    return textsIn(JSON.parse(value));
  } catch {
    return [value];
  }
}
