import type { Actor, Click, Form, Incoming, Place } from '../../../../src/chat.ts';
import { createReply, meantBy, tooOld } from '../../../../src/reply.ts';
import type { Arrived } from '../incoming/told.ts';
import { refusal } from '../web/errors.ts';
import type { MessageParts } from './messages.ts';
import { openForm } from './modal.ts';
import { createVoice, type Voice } from './voice.ts';

/** Does what was typed, clicked or filled in, to the end of its answer. */
export async function deal(parts: MessageParts, arrived: Arrived): Promise<void> {
  const { told } = arrived;
  const voice = createVoice(parts, told.actor.id, told.seat);
  const desk = { parts, arrived, voice };
  const click = await meantBy(told, parts.bot);
  if (click && !click.form) return handle(desk, click);
  if (click?.form) await ask(desk, click.form);
  else await voice.privately(tooOld);
  await parts.bot.dealtWith(arrived.key);
}

interface Desk {
  readonly parts: MessageParts;
  readonly arrived: Arrived;
  readonly voice: Voice;
}

async function handle(desk: Desk, click: Click): Promise<void> {
  const { bot, platform, people, groups } = desk.parts;
  const { told, key } = desk.arrived;
  const { form: _, ...wanted } = click;
  const { id, name } = told.actor;
  const [called, within] = await Promise.all([
    name === id ? people.name(id) : name,
    groups.of(id, bot.groups?.(platform) ?? []),
  ]);
  const actor: Actor = { platform, id, name: called, groups: within };
  const place: Place = {
    platform,
    channel: told.seat.channel,
    ...(told.seat.thread !== undefined && { thread: told.seat.thread }),
    durable: true,
  };
  const reply = createReply(
    click,
    {
      privately: (card, { replaces, share }) =>
        desk.voice.privately(card, {
          extras: share ? [{ label: 'Share', click: share }] : [],
          replaces,
        }),
      publicly: (card) => desk.voice.publicly(card),
      ask: (form) => ask(desk, form),
    },
    { direct: told.seat.direct },
  );
  const incoming: Incoming = { ...wanted, actor, place, arrival: key, reply };
  await bot.handle(incoming);
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
