import { z } from 'zod';
import type { Card } from '../../../../src/card.ts';
import { BotError } from '../../../../src/errors.ts';
import type { Seat } from '../incoming/told.ts';
import type { Offer } from '../render/buttons.ts';
import { type Rendered, render } from '../render/render.ts';
import { asking } from '../web/web.ts';
import { type MessageParts, send } from './messages.ts';
import { type Extra, offersOf } from './offers.ts';
import { patiently } from './patiently.ts';

/** How one thing that arrived is answered. */
export interface Voice {
  /** To the person alone. */
  privately(card: Card, how?: { extras?: readonly Extra[]; replaces?: boolean }): Promise<void>;
  /** To everybody in the channel. */
  publicly(card: Card): Promise<void>;
}

/** https://docs.slack.dev/interactivity/handling-user-interaction: no more answers than that to one. */
const RESPONSES = 5;

export function createVoice(parts: MessageParts, person: string, seat: Seat): Voice {
  let left = RESPONSES;
  const respond = async (body: Record<string, unknown>): Promise<boolean> => {
    if (seat.responseUrl === undefined || left === 0) return false;
    left -= 1;
    return postTo(seat.responseUrl, { ...body, ...(seat.thread && { thread_ts: seat.thread }) });
  };
  return {
    async privately(card, { extras = [], replaces = false } = {}) {
      const offers = await offersOf(card, parts, extras);
      const apart = !seat.direct;
      const pictures = await parts.charts.drawn(card);
      const rendered = render(card, { offers, pictures, ...(apart && { attachedWhere: DIRECT }) });
      const message = { text: rendered.text, blocks: rendered.blocks };
      const wanted = apart || replaces;
      const body = { response_type: 'ephemeral', replace_original: replaces, ...message };
      if (wanted && (await respond(body))) return sendApart(parts, { person, card, rendered });
      if (!apart) {
        // A command typed between two other people comes from a conversation that the bot is not in.
        await sendDirect(parts, seat, { card, offers }).catch(async (error: unknown) => {
          if (!isShut(error) || !(await respond(body))) throw error;
        });
        return;
      }
      await whisper(parts, { person, seat, rendered });
      await sendApart(parts, { person, card, rendered });
    },
    async publicly(card) {
      const offers = await offersOf(card, parts);
      try {
        await sendDirect(parts, seat, { card, offers });
      } catch (error) {
        if (!isShut(error)) throw error;
        const rendered = render(card, { offers });
        const { text, blocks } = rendered;
        const body = { response_type: 'in_channel', replace_original: false, text, blocks };
        if (!(await respond(body))) throw error;
        await sendApart(parts, { person, card, rendered });
        await respond({ response_type: 'ephemeral', replace_original: false, text: INVITE });
      }
    },
  };
}

const DIRECT = 'sent to you as a direct message';
const INVITE =
  'The bot is not in this channel: it cannot keep its messages here up to date. /invite it, and it can.';

const isShut = (error: unknown): boolean =>
  error instanceof BotError && (error.code === 'forbidden' || error.code === 'not-found');

interface Direct {
  readonly card: Card;
  readonly offers: readonly Offer[];
}

async function sendDirect(parts: MessageParts, seat: Seat, { card, offers }: Direct) {
  await parts.charts.say(card, async (pictures) => {
    const rendered = render(card, { offers, pictures });
    const ref = await patiently(() => send(parts, seat, rendered));
    await parts.files.attach(ref, rendered.files);
    return ref;
  });
}

interface Whispered {
  readonly person: string;
  readonly seat: Seat;
  readonly rendered: Rendered;
}

async function whisper({ web }: MessageParts, { person, seat, rendered }: Whispered) {
  const { channel, thread } = seat;
  const { text, blocks } = rendered;
  await asking('chat.postEphemeral', () =>
    web.chat.postEphemeral({
      channel,
      user: person,
      text,
      blocks: [...blocks],
      ...(thread !== undefined && { thread_ts: thread }),
    }),
  );
}

interface Apart {
  readonly person: string;
  readonly card: Card;
  readonly rendered: Rendered;
}

/** A file has no private place in a channel: what belongs to a private answer goes to the person's own messages. */
async function sendApart(parts: MessageParts, { person, card, rendered }: Apart): Promise<void> {
  if (rendered.files.length === 0) return;
  try {
    const about = render({ title: card.title, footer: 'The rest of an answer you were given.' });
    const ref = await send(parts, { channel: person }, about);
    await parts.files.attach(ref, rendered.files);
  } catch (err) {
    parts.log.warn({ err }, 'the rest of a private answer could not be sent');
  }
}

const accepted = z.union([z.literal('ok'), z.literal('')]);

/** False where the address was used up or is too old: then another way is taken. */
async function postTo(url: string, body: unknown): Promise<boolean> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(RESPONSE_MS),
    });
    const text = (await response.text()).trim();
    return response.ok && (accepted.safeParse(text).success || text.includes('"ok":true'));
  } catch {
    return false;
  }
}

const RESPONSE_MS = 10_000;
