import { expect } from 'vitest';
import { startDiscord } from '../../doubles/discord/index.ts';
import { startSlack } from '../../doubles/slack/index.ts';
import { freePort } from '../../fixtures/free-port.ts';

/** A person in the channel `ops` of one chat, and what the bot's service needs to be there too. */
export interface Desk {
  /** The variables and the section of the configuration with which the service comes to this chat. */
  readonly env: Readonly<Record<string, string>>;
  readonly section: Readonly<Record<string, unknown>>;
  /** The channel, as the configuration writes it. */
  readonly channel: string;
  /** What a person runs once before the service works there. */
  readonly program?: readonly string[] | undefined;
  /** Types a whole line where any line can be typed. */
  say(line: string): Promise<void>;
  /** Presses the newest button with that label. */
  press(label: string): Promise<void>;
  /** Fills in the form that is open, and sends it. */
  fill(answers: readonly string[]): Promise<void>;
  /** Everything the person sees now, as it looks. */
  seen(): Promise<string>;
  /** What each message in the channel says, whoever wrote it. */
  messages(): readonly string[];
  /** From now on the platform takes the bot's posts and does not say so; false ends it. */
  mumbles(on: boolean): void;
  close(): Promise<void>;
}

/** Emulated machines take their time. */
const PATIENCE = { timeout: 120_000, interval: 100 };

/** Waits until the person sees this behind what they saw when they last typed. */
export async function sees(desk: Desk, text: string, before = 0): Promise<string> {
  const now = async () => (await desk.seen()).slice(before);
  await expect.poll(now, PATIENCE).toContain(text);
  return now();
}

export const desks: Readonly<Record<string, () => Promise<Desk>>> = {
  'Slack over Socket Mode': () => slackDesk('socket'),
  'Slack over signed HTTP': () => slackDesk('http'),
  Discord: discordDesk,
};

/** One bot in the chats of both, in whose name the first one speaks. */
export function deskWith(first: Desk, second: Desk): Desk {
  return {
    ...first,
    env: { ...first.env, ...second.env },
    section: { ...first.section, ...second.section },
    program: first.program ?? second.program,
    async close() {
      await Promise.all([first.close(), second.close()]);
    },
  };
}

async function slackDesk(mode: 'socket' | 'http'): Promise<Desk> {
  const slack = await startSlack({
    channels: ['C0PS'],
    botInChannels: ['C0PS'],
    people: [{ id: 'U0ANNA', name: 'anna', tz: 'Europe/Berlin' }],
  });
  const { bot, app, signingSecret } = slack.tokens;
  const anna = slack.person('U0ANNA');
  const port = await freePort();
  if (mode === 'http') slack.deliverTo(`http://127.0.0.1:${port}/slack/events`);
  const http = { mode, http: { host: '127.0.0.1', port } };
  return {
    env: {
      SLACK_API_URL: slack.apiUrl,
      SLACK_BOT_TOKEN: bot,
      SLACK_APP_TOKEN: app,
      SLACK_SIGNING_SECRET: signingSecret,
    },
    section: { slack: mode === 'http' ? http : {} },
    channel: 'slack:C0PS',
    say: (line) => anna.slash('C0PS', '/nakhoda', line),
    press: (label) => anna.click(label, { channel: 'C0PS' }),
    fill: (answers) => anna.fill(answers),
    seen: () => anna.seen('C0PS'),
    messages: () => anna.messages('C0PS').map(({ text, drawn }) => `${text}\n${drawn}`),
    mumbles(on) {
      slack.faults.holdAfterAccept = on ? 'chat.postMessage' : undefined;
    },
    close: () => slack.close(),
  };
}

async function discordDesk(): Promise<Desk> {
  const discord = await startDiscord({
    channels: ['ops'],
    people: [{ id: '700000000000000001', name: 'anna', zone: 'Europe/Berlin', admin: true }],
  });
  const anna = discord.person('anna');
  return {
    env: { DISCORD_API_URL: discord.apiUrl, DISCORD_TOKEN: discord.token },
    section: { discord: { guild: discord.guildId } },
    channel: `discord:${discord.channel('ops')}`,
    program: ['deploy', 'discord'],
    say: (line) => anna.slash('ops', 'nakhoda do', { line }),
    press: (label) => anna.click(label, { channel: 'ops' }),
    fill: (answers) => anna.fill(answers),
    seen: () => anna.seen('ops'),
    messages: () => anna.messages('ops').map(({ drawn }) => drawn),
    mumbles: (on) => discord.faults.holdAfterAccept(on ? /\/channels\/\d+\/messages$/ : undefined),
    close: () => discord.close(),
  };
}
