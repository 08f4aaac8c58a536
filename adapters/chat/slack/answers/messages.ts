import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { Card } from '../../../../src/card.ts';
import type { Bot, Chat, MessageRef, Place } from '../../../../src/chat.ts';
import { calledOn } from '../../../../src/drawing/called.ts';
import type { Log } from '../../../../src/log.ts';
import { limits } from '../render/limits.ts';
import { type Rendered, type RenderOptions, render } from '../render/render.ts';
import { asBotError, refusal } from '../web/errors.ts';
import type { Files } from '../web/files.ts';
import type { Groups } from '../web/groups.ts';
import type { People } from '../web/people.ts';
import { asking } from '../web/web.ts';
import type { Charts } from './charts.ts';
import { offersOf } from './offers.ts';

export interface MessageParts {
  readonly platform: string;
  readonly web: WebClient;
  readonly bot: Bot;
  readonly files: Files;
  readonly charts: Charts;
  readonly people: People;
  readonly groups: Groups;
  readonly log: Log;
}

export type Messages = Required<
  Pick<Chat, 'post' | 'update' | 'find' | 'home' | 'pin' | 'groupsOf'>
>;

const EVENT = 'nakhoda_message';
const quiet = { unfurl_links: false, unfurl_media: false, mrkdwn: false } as const;
/** Messages looked through for one that may have been delivered, newest first. */
const LOOKED = 100;

/** Messages that are stored and edited on. */
export function createMessages(parts: MessageParts): Messages {
  const { platform, web, files, charts } = parts;
  const cannotTell = once(parts.log);
  return {
    async post(place, card, { nonce, calls, under }) {
      const offers = await offersOf(card, parts);
      const thread = under ? (under.thread ?? under.id) : place.thread;
      const metadata = { event_type: EVENT, event_payload: { nonce } };
      const called = calledOn(platform, card.mentions, calls);
      return charts.say(card, (pictures) =>
        fitted(card, { offers, called, pictures }, async (rendered) => {
          const ref = await send(parts, { ...place, thread }, { ...rendered, metadata });
          await files.attach(ref, rendered.files);
          return ref;
        }),
      );
    },
    async update(ref, card) {
      const offers = await offersOf(card, parts);
      // Each edit of work under way would bring a file of its own.
      const runs = card.blocks?.some(({ type }) => type === 'progress') ?? false;
      await charts.say(card, (pictures) =>
        fitted(card, { offers, pictures }, async ({ text, blocks, files: attached }) => {
          await asking('chat.update', () =>
            web.chat.update({ channel: ref.channel, ts: ref.id, text, blocks: [...blocks] }),
          );
          if (!runs) await files.attach(ref, attached);
          return ref;
        }),
      );
    },
    find: (place, nonce) => find(parts, { place, nonce, cannotTell }),
    groupsOf: (person, { among }) => parts.groups.of(person, among),
    async home(person, card) {
      const { blocks } = render(card, {
        offers: await offersOf(card, parts),
        page: true,
      });
      await asking('views.publish', () =>
        web.views.publish({ user_id: person, view: { type: 'home', blocks: [...blocks] } }),
      );
    },
    async pin({ channel, id }) {
      try {
        await web.pins.add({ channel, timestamp: id });
      } catch (error) {
        if (refusal(error) !== 'already_pinned') throw asBotError(error, 'pins.add');
      }
    },
  };
}

/** How small a card gets where Slack finds the usual size too much: it does not say how much it takes. */
const SMALL = { ...limits, blocksSize: 5000 };

async function fitted<T>(
  card: Card,
  options: RenderOptions,
  act: (rendered: Rendered) => Promise<T>,
): Promise<T> {
  try {
    return await act(render(card, options));
  } catch (error) {
    if (refusal(error) !== 'msg_blocks_too_long') throw error;
    return act(render(card, { ...options, limits: SMALL }));
  }
}

interface Metadata {
  readonly event_type: string;
  readonly event_payload: { readonly nonce: string };
}

/** Posts what was drawn; gives the channel Slack put it into, which for a person is their direct messages. */
export async function send(
  { platform, web }: Pick<MessageParts, 'platform' | 'web'>,
  { channel, thread }: Pick<Place, 'channel' | 'thread'>,
  message: Pick<Rendered, 'text' | 'blocks'> & { readonly metadata?: Metadata },
): Promise<MessageRef> {
  const { text, blocks, metadata } = message;
  const said = await asking('chat.postMessage', () =>
    web.chat.postMessage({
      channel,
      text,
      blocks: [...blocks],
      ...(thread !== undefined && { thread_ts: thread }),
      ...(metadata && { metadata }),
      ...quiet,
    }),
  );
  return {
    platform,
    channel: said.channel ?? channel,
    id: said.ts ?? '',
    ...(thread !== undefined && { thread }),
  };
}

const found = z.object({
  ts: z.string(),
  metadata: z.object({ event_type: z.string(), event_payload: z.object({ nonce: z.string() }) }),
});

interface Sought {
  readonly place: Place;
  readonly nonce: string;
  readonly cannotTell: (channel: string) => void;
}

async function find(
  { platform, web }: MessageParts,
  { place, nonce, cannotTell }: Sought,
): Promise<MessageRef | undefined> {
  const { channel, thread } = place;
  // A person's direct messages have an id of their own, which only posting there tells.
  if (channel.startsWith('U') || channel.startsWith('W')) return undefined;
  const options = { channel, limit: LOOKED, include_all_metadata: true };
  try {
    const { messages = [] } =
      thread === undefined
        ? await web.conversations.history(options)
        : await web.conversations.replies({ ...options, ts: thread });
    const seen = messages.flatMap((message) => found.safeParse(message).data ?? []);
    const ts = seen.find(({ metadata }) => metadata.event_payload.nonce === nonce)?.ts;
    return ts === undefined ? undefined : { platform, channel, id: ts, ...(thread && { thread }) };
  } catch (error) {
    if (refusal(error) !== 'missing_scope') throw asBotError(error, 'conversations.history');
    cannotTell(channel);
    return undefined;
  }
}

function once(log: Log): (channel: string) => void {
  let said = false;
  return (channel) => {
    if (said) return;
    said = true;
    log.warn(
      { channel },
      'the Slack app has no scope to read this history: a message whose delivery is not known may be posted twice',
    );
  };
}
