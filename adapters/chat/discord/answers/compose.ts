import { AllowedMentionsTypes, MessageFlags } from 'discord.js';
import type { Action, Card } from '../../../../src/card.ts';
import type { Painter } from '../../../../src/charts/painter.ts';
import { picturesOf } from '../../../../src/charts/pictures.ts';
import type { Bot, Click } from '../../../../src/chat.ts';
import type { Called } from '../../../../src/drawing/called.ts';
import type { Log } from '../../../../src/log.ts';
import { clickOf } from '../../../../src/reply.ts';
import { type Rendered, renderMessage } from '../render/render.ts';
import type { Sending } from '../web/exchange.ts';

export interface ComposeParts {
  readonly bot: Bot;
  readonly log: Log;
  readonly zone?: string | undefined;
  /** Draws charts; absent: block characters do. */
  readonly painter?: Painter | undefined;
}

export interface ComposeOptions {
  /** What [Share] stands for, where there is one. */
  readonly share?: Click | undefined;
  /** What [Fill in] stands for, where there is one. */
  readonly fillIn?: Click | undefined;
  /** Whose devices ring. */
  readonly called?: Called | undefined;
}

/** The card as a message, its buttons under short ids. A store that is down takes the buttons, not the message. */
export async function compose(
  card: Card,
  { bot, log, zone, painter }: ComposeParts,
  { share, fillIn, called }: ComposeOptions = {},
): Promise<Sending> {
  const actions = [...(fillIn ? [fillInOf(fillIn)] : []), ...(card.actions ?? [])];
  const clicks = [...(fillIn ? [fillIn] : []), ...(card.actions ?? []).map(clickOf)];
  const ids = await keep([...clicks, ...(share ? [share] : [])], { bot, log });
  const pictures = await picturesOf(card, painter);
  const rendered = renderMessage(
    { ...card, actions },
    {
      ids: ids.slice(0, clicks.length),
      shareId: share && ids.at(-1),
      zone,
      pictures,
      called,
    },
  );
  return sendingOf(rendered, called);
}

async function keep(clicks: readonly Click[], { bot, log }: ComposeParts) {
  if (clicks.length === 0) return [];
  try {
    return await bot.keep(clicks);
  } catch (err) {
    log.warn({ err }, 'a card is shown without its buttons');
    return [];
  }
}

const fillInOf = ({ line }: Click): Action => ({ label: 'Fill in', command: line });

/** People, and roles: https://docs.discord.com/developers/resources/message#allowed-mentions-object */
const MOST = 100;

/**
 * Nobody is called by what stands in a text: https://docs.discord.com/developers/resources/message#allowed-mentions-object
 * `everyone` there is also what lets `@here` ring; no text from outside has either word whole.
 */
function allowed({ people = [], groups = [], here = false }: Partial<Called> = {}) {
  return {
    parse: here ? [AllowedMentionsTypes.Everyone] : [],
    users: people.slice(0, MOST),
    ...(groups.length > 0 && { roles: groups.slice(0, MOST) }),
  };
}

function sendingOf({ components, files }: Rendered, called?: Called): Sending {
  return {
    body: {
      flags: MessageFlags.IsComponentsV2,
      components,
      // Those that are not named here are taken from a message that is edited.
      attachments: files.map(({ name }, at) => ({ id: String(at), filename: name })),
      allowed_mentions: allowed(called),
    },
    files,
  };
}
