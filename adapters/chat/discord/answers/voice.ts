import {
  type APIModalInteractionResponseCallbackData,
  InteractionResponseType,
  MessageFlags,
  type REST,
  Routes,
} from 'discord.js';
import type { Card } from '../../../../src/card.ts';
import type { Told } from '../incoming/told.ts';
import { type BodyParts, type Extra, type Message, messageOf } from '../web/body.ts';
import { asking } from '../web/errors.ts';
import type { Messages } from '../web/messages.ts';

export interface VoiceParts extends BodyParts {
  readonly rest: REST;
  readonly platform: string;
  readonly messages: Messages;
}

type Audience = 'channel' | 'caller';

/** How one interaction is answered; Discord wants a first response within 3 s, and fixes its audience. */
export interface Voice {
  /** Says that an answer comes, and for whom; later ones change nothing. */
  defer(audience: Audience): Promise<void>;
  /** The answer to a click takes the place of the message that was clicked. */
  replace(): Promise<void>;
  say(card: Card, audience: Audience, extras?: readonly Extra[]): Promise<void>;
  /** False where the first response is over: a form can only be that. */
  form(modal: APIModalInteractionResponseCallbackData): Promise<boolean>;
}

/** An open first response, or what it was. */
type State = 'open' | 'over' | 'replacing' | Audience;

interface Talk {
  readonly parts: VoiceParts;
  readonly told: Told;
  state: State;
  /** The first response: https://docs.discord.com/developers/interactions/receiving-and-responding */
  respond(body: Record<string, unknown>, files?: Message['files']): Promise<unknown>;
}

/** What another process was asked has no first response any more. */
export function createVoice(parts: VoiceParts, told: Told, isLate: boolean): Voice {
  const talk: Talk = {
    parts,
    told,
    state: isLate ? 'over' : 'open',
    respond: (body, files = []) =>
      asking(() =>
        parts.rest.post(Routes.interactionCallback(told.id, told.token), {
          ...{ body, files },
          auth: false,
        }),
      ),
  };
  return {
    async defer(audience) {
      if (talk.state !== 'open') return;
      talk.state = audience;
      const data = { flags: audience === 'caller' ? MessageFlags.Ephemeral : 0 };
      const type = InteractionResponseType.DeferredChannelMessageWithSource;
      await talk.respond({ type, data });
    },
    async replace() {
      if (talk.state !== 'open') return;
      talk.state = 'replacing';
      await talk.respond({ type: InteractionResponseType.DeferredMessageUpdate });
    },
    async say(card, audience, extras) {
      try {
        await answer(talk, { card, audience, extras });
      } catch (error) {
        if (!isOver(error)) throw error;
        await sayElsewhere(parts, told, { card, audience });
      }
    },
    async form(data) {
      if (talk.state !== 'open') return false;
      talk.state = 'over';
      await talk.respond({ type: InteractionResponseType.Modal, data });
      return true;
    },
  };
}

interface Answer {
  readonly card: Card;
  readonly audience: Audience;
  readonly extras?: readonly Extra[] | undefined;
}

async function answer(talk: Talk, { card, audience, extras }: Answer): Promise<void> {
  const { parts, told, state } = talk;
  if (state === 'over') return sayElsewhere(parts, told, { card, audience });
  const options = { private: audience === 'caller', extras };
  const { body, files } = await messageOf(parts, card, options);
  if (talk.state === 'open') {
    talk.state = audience;
    const type = InteractionResponseType.ChannelMessageWithSource;
    await talk.respond({ type, data: body }, files);
    return;
  }
  const { rest } = parts;
  const original = Routes.webhookMessage(told.application, told.token, '@original');
  if (talk.state === 'replacing' || talk.state === audience) {
    await asking(() => rest.patch(original, { body, files, auth: false }));
    return;
  }
  // What everybody was to see is for one alone: Discord cannot change whom a message is for.
  await asking(() => rest.delete(original, { auth: false }));
  const more = Routes.webhook(told.application, told.token);
  await asking(() => rest.post(more, { body, files, auth: false }));
  talk.state = 'over';
}

function isOver(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'expired';
}

/** Without the interaction: in the channel what is for everybody, else as a direct message. */
async function sayElsewhere(
  { messages, platform }: VoiceParts,
  told: Told,
  { card, audience }: { readonly card: Card; readonly audience: Audience },
): Promise<void> {
  const { channel, actor, id } = told;
  const here = { platform, channel, durable: true };
  const place = audience === 'channel' || told.direct ? here : await messages.direct(actor.id);
  await messages.post(place, card, { nonce: `late-${id}-${card.title}`, calls: actor.id });
}
