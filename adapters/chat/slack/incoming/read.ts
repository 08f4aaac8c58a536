import { z } from 'zod';
import { idOf } from '../render/buttons.ts';
import { answersIn, viewState } from './form-answers.ts';
import { behindMention, unwrapped } from './marks.ts';
import { type Arrived, type Seat, seat } from './told.ts';

const command = z.object({
  command: z.string(),
  text: z.string().default(''),
  user_id: z.string(),
  user_name: z.string().optional(),
  channel_id: z.string(),
  response_url: z.string().optional(),
  trigger_id: z.string(),
});

const message = z.object({
  type: z.literal('event_callback'),
  event_id: z.string(),
  event: z.object({
    type: z.enum(['app_mention', 'message']),
    channel_type: z.string().optional(),
    // Set for edits, deletions, joins and what bots say: none of it is a line.
    subtype: z.undefined().optional(),
    bot_id: z.undefined().optional(),
    user: z.string(),
    text: z.string(),
    channel: z.string(),
    thread_ts: z.string().optional(),
  }),
});

const person = z.object({
  id: z.string(),
  username: z.string().optional(),
  name: z.string().optional(),
});

const click = z.object({
  type: z.literal('block_actions'),
  trigger_id: z.string(),
  user: person,
  channel: z.object({ id: z.string() }).optional(),
  container: z.object({ thread_ts: z.string().optional() }).optional(),
  message: z.object({ thread_ts: z.string().optional() }).optional(),
  response_url: z.string().optional(),
  actions: z.array(z.object({ action_id: z.string() })).min(1),
});

const submission = z.object({
  type: z.literal('view_submission'),
  user: person,
  view: z.object({ id: z.string(), private_metadata: z.string(), state: viewState }),
});

/** What the bot put into a form to know it by. */
export const formMetadata = z.object({ id: z.string(), seat });

/** The groups that have a slash command of their own; `nakhoda` stands before any line. */
export const ownCommands = ['vm', 'snapshot', 'backup', 'net', 'host', 'alert'] as const;
export const ANY = 'nakhoda';

export interface ReadOptions {
  /** The bot's own user id. */
  readonly me: string;
  readonly platform: string;
  /** `{ vm: machines }`: what a command is called in this workspace. */
  readonly commands: Readonly<Record<string, string>>;
}

/** Reads what Slack brings; undefined for what is no line, click or form. */
export function readArrival(body: unknown, options: ReadOptions): Arrived | undefined {
  return (
    readCommand(body, options) ??
    readClick(body, options) ??
    readSubmission(body, options) ??
    readMessage(body, options)
  );
}

function readCommand(body: unknown, { platform, commands }: ReadOptions): Arrived | undefined {
  const { data } = command.safeParse(body);
  if (!data) return undefined;
  const called = data.command.replace(/^\//, '');
  const [word = called] = Object.entries(commands).find(([, name]) => name === called) ?? [];
  const text = unwrapped(data.text);
  const line = word === ANY ? text || 'fleet' : `${word} ${text}`.trim();
  const place = { channel: data.channel_id, direct: false, responseUrl: data.response_url };
  const actor = { id: data.user_id, name: data.user_name ?? data.user_id };
  return {
    key: `${platform}:${data.trigger_id}`,
    told: { type: 'line', actor, seat: place, line },
    trigger: data.trigger_id,
  };
}

function readClick(body: unknown, { platform }: ReadOptions): Arrived | undefined {
  const { data } = click.safeParse(body);
  const action = data?.actions[0]?.action_id;
  if (!data || action === undefined) return undefined;
  const { user, channel } = data;
  const place: Seat = {
    // A button on the person's page is in no channel: its answer is a direct message.
    channel: channel?.id ?? user.id,
    direct: channel === undefined || channel.id.startsWith('D'),
    thread: data.container?.thread_ts ?? data.message?.thread_ts,
    responseUrl: data.response_url,
  };
  return {
    key: `${platform}:${data.trigger_id}`,
    told: { type: 'click', actor: actorOf(user), seat: place, id: idOf(action) },
    trigger: data.trigger_id,
  };
}

function readSubmission(body: unknown, { platform }: ReadOptions): Arrived | undefined {
  const { data } = submission.safeParse(body);
  const form = data && readMetadata(data.view.private_metadata);
  if (!form) return undefined;
  return {
    key: `${platform}:${data.view.id}`,
    told: { type: 'form', actor: actorOf(data.user), ...form, answers: answersIn(data.view.state) },
  };
}

export function readMetadata(text: string): z.infer<typeof formMetadata> | undefined {
  try {
    return formMetadata.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function readMessage(body: unknown, options: ReadOptions): Arrived | undefined {
  const { data } = message.safeParse(body);
  if (!data || data.event.user === options.me) return undefined;
  const { event } = data;
  const direct = event.channel_type === 'im';
  if (event.type === 'message' && !direct) return undefined;
  const said = behindMention(event.text, options.me) ?? unwrapped(event.text);
  // The event tells no name, and Slack waits for its acknowledgement: the name is asked for afterwards.
  const actor = { id: event.user, name: event.user };
  const place = { channel: event.channel, thread: event.thread_ts, direct };
  return {
    key: `${options.platform}:${data.event_id}`,
    told: { type: 'line', actor, seat: place, line: said || 'fleet' },
  };
}

function actorOf({ id, username, name }: z.infer<typeof person>) {
  return { id, name: username ?? name ?? id };
}
