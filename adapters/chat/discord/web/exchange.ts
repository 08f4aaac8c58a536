import {
  type APIModalInteractionResponseCallbackData,
  InteractionResponseType,
  MessageFlags,
  type REST,
  Routes,
} from 'discord.js';
import { z } from 'zod';
import type { Seat } from '../incoming/told.ts';
import type { Upload } from '../render/files.ts';
import { asking } from './web.ts';

export type Audience = 'channel' | 'caller';

/** A message as Discord takes it, with its files. */
export interface Sending {
  readonly body: Readonly<Record<string, unknown>> & { readonly flags: number };
  readonly files: readonly Upload[];
}

/**
 * The calls that answer one interaction; its token is their only right, so any process can make them.
 * https://docs.discord.com/developers/interactions/receiving-and-responding
 */
export interface Exchange {
  /** "Nakhoda is thinking…", and who will see what it becomes. */
  think(to: Audience): Promise<void>;
  /** It was heard; nothing is shown. Only for what came from a message. */
  nod(): Promise<void>;
  say(message: Sending, to: Audience): Promise<void>;
  /** The message with the pressed button becomes this one. */
  replace(message: Sending): Promise<void>;
  openForm(form: APIModalInteractionResponseCallbackData): Promise<void>;
  /** What the first answer is by now. */
  original(): Promise<{ readonly thinks: boolean; readonly to: Audience }>;
  edit(message: Sending): Promise<void>;
  forget(): Promise<void>;
  /** One more message. */
  follow(message: Sending, to: Audience): Promise<void>;
}

const original = z.object({ flags: z.number().default(0) });

const flagOf = (to: Audience): number => (to === 'caller' ? MessageFlags.Ephemeral : 0);

function heard({ body, files }: Sending, to: Audience): Sending {
  return { body: { ...body, flags: body.flags | flagOf(to) }, files };
}

export function openExchange(web: REST, seat: Seat): Exchange {
  const callback = Routes.interactionCallback(seat.interaction, seat.token);
  const follow = Routes.webhook(seat.application, seat.token);
  const first = Routes.webhookMessage(seat.application, seat.token, '@original');
  const respond = async (type: InteractionResponseType, { body, files }: Partial<Sending> = {}) => {
    const whole = { type, ...(body && { data: body }) };
    await asking('an answer', () =>
      web.post(callback, { body: whole, files: [...(files ?? [])], auth: false }),
    );
  };
  return {
    think: (to) =>
      respond(InteractionResponseType.DeferredChannelMessageWithSource, {
        body: { flags: flagOf(to) },
      }),
    nod: () => respond(InteractionResponseType.DeferredMessageUpdate),
    say: (message, to) =>
      respond(InteractionResponseType.ChannelMessageWithSource, heard(message, to)),
    replace: (message) => respond(InteractionResponseType.UpdateMessage, message),
    openForm: (data) =>
      asking('a form', async () => {
        const body = { type: InteractionResponseType.Modal, data };
        await web.post(callback, { body, auth: false });
      }),
    async original() {
      const seen = await asking('an answer', () => web.get(first, { auth: false }));
      const { flags } = original.parse(seen);
      const isPrivate = (flags & MessageFlags.Ephemeral) !== 0;
      const thinks = (flags & MessageFlags.Loading) !== 0;
      return { thinks, to: isPrivate ? 'caller' : 'channel' };
    },
    edit: (message) =>
      asking('an answer', async () => {
        await web.patch(first, { body: message.body, files: [...message.files], auth: false });
      }),
    forget: () =>
      asking('an answer', async () => {
        await web.delete(first, { auth: false });
      }),
    async follow(message, to) {
      const { body, files } = heard(message, to);
      await asking('an answer', () => web.post(follow, { body, files: [...files], auth: false }));
    },
  };
}
