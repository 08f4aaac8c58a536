import type { Card } from '../../../../src/card.ts';
import type { Actor, Click, Form, Incoming, Place } from '../../../../src/chat.ts';
import { createReply, meantBy, tooOld, type Ways } from '../../../../src/reply.ts';
import type { Arrived } from '../incoming/told.ts';
import { renderModal } from '../render/form.ts';
import type { Audience } from '../web/exchange.ts';
import { type ComposeOptions, compose } from './compose.ts';
import { sayLate } from './late.ts';
import type { MessageParts, Messages } from './messages.ts';
import type { Voice } from './voice.ts';

export interface DealParts extends MessageParts {
  readonly messages: Messages;
}

/** Does what was typed, clicked or filled in, to the end of its answer. */
export async function deal(parts: DealParts, arrived: Arrived, voice: Voice): Promise<void> {
  const { told } = arrived;
  const desk = { parts, arrived, voice };
  const click = await meantBy(told, parts.bot);
  if (click && !click.form) return handle(desk, click);
  if (click?.form) await ask(desk, click.form);
  else await say(desk, tooOld, 'caller');
  await parts.bot.dealtWith(arrived.key);
}

interface Desk {
  readonly parts: DealParts;
  readonly arrived: Arrived;
  readonly voice: Voice;
}

async function handle(desk: Desk, click: Click): Promise<void> {
  const { bot, platform } = desk.parts;
  const { told, key } = desk.arrived;
  const { form: _, ...wanted } = click;
  const actor: Actor = { platform, ...told.actor };
  const place: Place = { platform, channel: told.seat.channel, durable: true };
  const reply = createReply(click, waysOf(desk), {
    direct: told.seat.direct,
    waits: true,
  });
  const incoming: Incoming = { ...wanted, actor, place, arrival: key, reply };
  try {
    await bot.handle(incoming);
  } catch (error) {
    if (!desk.voice.spoken()) await say(desk, unfinished, 'caller');
    throw error;
  }
}

const unfinished: Card = {
  title: 'The bot could not finish this',
  tone: 'danger',
  blocks: [{ type: 'text', text: 'task list says whether anything was begun.' }],
};

function waysOf(desk: Desk): Ways {
  return {
    defer: (to, replaces) => desk.voice.defer(to, replaces),
    privately: (card, { replaces, share }) => say(desk, card, 'caller', { replaces, share }),
    publicly: (card) => say(desk, card, 'channel'),
    ask: (form) => ask(desk, form),
  };
}

interface Saying extends ComposeOptions {
  readonly replaces?: boolean | undefined;
}

async function say(desk: Desk, card: Card, to: Audience, how: Saying = {}): Promise<void> {
  const { parts, arrived, voice } = desk;
  const { replaces = false, ...options } = how;
  const message = await compose(card, parts, options);
  if (await voice.say({ message, to, replaces })) return;
  await sayLate(parts, arrived, { card, to });
}

/** Opens the form where that is possible just now, else shows a card with a button for it. */
async function ask(desk: Desk, form: Form): Promise<void> {
  const { parts, arrived, voice } = desk;
  const click: Click = { line: form.line, form };
  // Discord opens no form in answer to a form.
  if (arrived.told.type !== 'form') {
    const [id] = await parts.bot.keep([click]);
    if (id !== undefined && (await voice.openForm(renderModal(form, id)))) return;
  }
  await say(desk, form.problem, 'caller', { fillIn: click });
}
