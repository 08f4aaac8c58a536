import type { Card } from '../../../../src/card.ts';
import type { Actor, Click, Form, Handled, Incoming, Place, Reply } from '../../../../src/chat.ts';
import { completedLine } from '../../../../src/router/form.ts';
import type { Arrived } from '../incoming/told.ts';
import { refusal } from '../web/errors.ts';
import type { MessageParts } from './messages.ts';
import { openForm } from './modal.ts';
import type { Extra } from './offers.ts';
import { createVoice, type Voice } from './voice.ts';

/** Does what was typed, clicked or filled in, to the end of its answer. */
export async function deal(parts: MessageParts, arrived: Arrived): Promise<void> {
  const { told } = arrived;
  const voice = createVoice(parts, told.actor.id, told.seat);
  const desk = { parts, arrived, voice };
  if (told.type === 'line') return handle(desk, { line: told.line });
  const click = await parts.bot.kept(told.id);
  if (told.type === 'click' && click) {
    if (!click.form) return handle(desk, click);
    await ask(desk, click.form);
  } else if (told.type === 'form' && click?.form) {
    return handle(desk, { line: completedLine(click.form, told.answers) });
  } else {
    await voice.privately(TOO_OLD);
  }
  await parts.bot.dealtWith(arrived.key);
}

const TOO_OLD: Card = {
  title: 'This button is too old',
  tone: 'warning',
  blocks: [{ type: 'text', text: 'Type the command again. Nothing was changed.' }],
};

interface Desk {
  readonly parts: MessageParts;
  readonly arrived: Arrived;
  readonly voice: Voice;
}

async function handle(desk: Desk, click: Click): Promise<void> {
  const { bot, platform, people } = desk.parts;
  const { told, key } = desk.arrived;
  const { form: _, ...wanted } = click;
  const { id, name } = told.actor;
  const actor: Actor = { platform, id, name: name === id ? await people.name(id) : name };
  const place: Place = {
    platform,
    channel: told.seat.channel,
    ...(told.seat.thread !== undefined && { thread: told.seat.thread }),
    durable: true,
  };
  const { reply, settle } = createReply(desk, click);
  const incoming: Incoming = { ...wanted, actor, place, arrival: key, reply };
  const handled = await bot.handle(incoming);
  await settle(handled);
}

interface Replying {
  readonly reply: Reply;
  /** Says to everybody what was kept back until it was known to be for everybody. */
  settle(handled: Handled): Promise<void>;
}

function createReply(desk: Desk, click: Click): Replying {
  const { voice } = desk;
  let audience: 'channel' | 'caller' = 'caller';
  let kept: Card | undefined;
  // A preview whose button was pressed makes room for what came of it.
  let replaces = click.confirms !== undefined || click.declines !== undefined;
  const privately = async (card: Card, extras: readonly Extra[] = []): Promise<void> => {
    const now = replaces;
    replaces = false;
    await voice.privately(card, { extras, replaces: now });
  };
  return {
    reply: {
      async defer(to) {
        audience = to;
      },
      async answer(card, { shareable = false } = {}) {
        if (audience === 'channel') kept = card;
        else await privately(card, shareable ? shareOf(desk, click, card) : []);
      },
      ask: (form) => ask(desk, form),
      async accepted(card) {
        // What was typed is followed by the task's own message; a preview still has its buttons.
        if (replaces) await privately(card);
      },
    },
    async settle({ outcome }) {
      if (kept === undefined) return;
      const wrong = outcome === 'refused' || outcome === 'usage';
      // A mistake is told to who made it, whoever the answer was for.
      if (wrong) await privately(kept);
      else await voice.publicly(kept);
    },
  };
}

/** [Share] under a private answer that others may want to see. */
function shareOf(
  { arrived }: Desk,
  { line, declines, shares }: Click,
  card: Card,
): readonly Extra[] {
  const { direct } = arrived.told.seat;
  const previews = card.actions?.some(({ confirms }) => confirms !== undefined) ?? false;
  const fails = card.tone === 'danger';
  if (direct || previews || fails || declines !== undefined || shares === true) return [];
  return [{ label: 'Share', click: { line, shares: true } }];
}

const lateWords = new Set(['expired_trigger_id', 'exchanged_trigger_id']);

/** Opens the form where that is possible just now, else a card with a button for it. */
async function ask({ parts, arrived, voice }: Desk, form: Form): Promise<void> {
  const { web, bot, log } = parts;
  const { told, trigger } = arrived;
  const click: Click = { line: form.line, form };
  if (trigger !== undefined) {
    try {
      const [id = ''] = await bot.keep([click]);
      await openForm(web, trigger, { id, form, seat: told.seat });
      return;
    } catch (err) {
      const late = lateWords.has(refusal(err) ?? '');
      log[late ? 'debug' : 'warn'](
        { err },
        'a form is offered as a button: it could not be opened',
      );
    }
  }
  await voice.privately(form.problem, { extras: [{ label: 'Fill in', click }] });
}
