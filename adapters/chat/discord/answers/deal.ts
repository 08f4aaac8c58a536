import type { Card } from '../../../../src/card.ts';
import type { Bot, Click, Form, Handled, Incoming, Place, Reply } from '../../../../src/chat.ts';
import type { Command } from '../../../../src/command.ts';
import { BotError } from '../../../../src/errors.ts';
import { completedLine } from '../../../../src/router/form.ts';
import type { Told } from '../incoming/told.ts';
import { lineOfInteraction } from '../registration/line.ts';
import type { Renames } from '../registration/names.ts';
import { renderModal } from '../render/form.ts';
import type { Extra } from '../web/body.ts';
import { createVoice, type Voice, type VoiceParts } from './voice.ts';

export interface DealParts extends VoiceParts {
  readonly bot: Bot;
  readonly commands: readonly Command[];
  readonly renames: Renames;
}

/** Something that happened, written down under its key. */
export interface Arrived {
  readonly key: string;
  readonly told: Told;
  /** Another process was told of it. */
  readonly isLate: boolean;
}

/** Milliseconds after which an answer is promised to the person alone: Discord waits 3 s. */
const PATIENCE_MS = 1_500;
/** The fields of one form on Discord. */
const FIELDS = 5;

/** Does what was typed, clicked or filled in, to the end of its answer. */
export async function deal(parts: DealParts, arrived: Arrived): Promise<void> {
  const voice = createVoice(parts, arrived.told, arrived.isLate);
  const timer = setTimeout(() => {
    voice.defer('caller').catch((err: unknown) => parts.log.warn({ err }, 'an answer is late'));
  }, PATIENCE_MS);
  try {
    await carryOut({ parts, arrived, voice });
  } finally {
    clearTimeout(timer);
  }
}

interface Desk {
  readonly parts: DealParts;
  readonly arrived: Arrived;
  readonly voice: Voice;
}

async function carryOut(desk: Desk): Promise<void> {
  const { parts, arrived, voice } = desk;
  const { told, key } = arrived;
  const click = told.type === 'command' ? await typedIn(desk, told) : await clicked(desk, told);
  if (click && !click.form) return handle(desk, click);
  if (click?.form) await ask(desk, click.form);
  else if (told.type !== 'command') await voice.say(TOO_OLD, 'caller');
  await parts.bot.dealtWith(key);
}

/** What a button stands for, or a form with its answers; undefined when it is not known any more. */
async function clicked(
  { parts }: Desk,
  told: Exclude<Told, { type: 'command' }>,
): Promise<Click | undefined> {
  const click = await parts.bot.kept(told.click);
  if (told.type === 'click') return click;
  return click?.form && { line: completedLine(click.form, told.answers) };
}

const TOO_OLD: Card = {
  title: 'This button is too old',
  tone: 'warning',
  blocks: [{ type: 'text', text: 'Type the command again. Nothing was changed.' }],
};

/** The line that the options stand for; where there is none, the person is told why. */
async function typedIn(
  { parts, voice }: Desk,
  told: Extract<Told, { type: 'command' }>,
): Promise<Click | undefined> {
  try {
    return { line: lineOfInteraction(told, parts.commands, parts.renames) };
  } catch (error) {
    if (!(error instanceof BotError)) throw error;
    const hint = error.hint === undefined ? [] : [{ type: 'text' as const, text: error.hint }];
    await voice.say({ title: error.message, tone: 'danger', blocks: hint }, 'caller');
    return undefined;
  }
}

async function handle(desk: Desk, { form: _, ...wanted }: Click): Promise<void> {
  const { told, key } = desk.arrived;
  const { platform, bot } = desk.parts;
  const place: Place = { platform, channel: told.channel, durable: true };
  const actor = { platform, ...told.actor };
  const { reply, settle } = createReply(desk, wanted);
  const incoming: Incoming = { ...wanted, actor, place, arrival: key, reply };
  await settle(await bot.handle(incoming));
}

interface Replying {
  readonly reply: Reply;
  /** Says what was kept back until it was known whom it is for. */
  settle(handled: Handled): Promise<void>;
}

function createReply(desk: Desk, click: Click): Replying {
  const { voice } = desk;
  const { told } = desk.arrived;
  const isPreviews = click.confirms !== undefined || click.declines !== undefined;
  let audience: 'channel' | 'caller' = 'caller';
  let kept: Card | undefined;
  return {
    reply: {
      async defer(to) {
        audience = to;
        // A preview whose button was pressed makes room for what comes of it.
        await (isPreviews ? voice.replace() : voice.defer(told.direct ? 'channel' : to));
      },
      async answer(card, { shareable = false } = {}) {
        if (isPreviews) await voice.replace();
        if (audience === 'channel') kept = card;
        else await voice.say(card, privately(told), shareable ? shareOf(desk, click, card) : []);
      },
      ask: (form) => ask(desk, form),
      accepted: (card) => voice.say(card, privately(told)),
    },
    async settle({ outcome }) {
      if (kept === undefined) return;
      const wrong = outcome === 'refused' || outcome === 'usage';
      // A mistake is told to who made it, whoever the answer was for.
      await voice.say(kept, wrong ? privately(told) : 'channel');
    },
  };
}

/** Between the two alone there is nobody to hide an answer from. */
const privately = ({ direct }: Told) => (direct ? 'channel' : 'caller');

/** [Share] under a private answer that others may want to see. */
function shareOf({ arrived }: Desk, { line, shares }: Click, card: Card): readonly Extra[] {
  if (arrived.told.direct || shares === true || card.tone === 'danger') return [];
  return [{ label: 'Share', click: { line, shares: true } }];
}

/** Opens the form where that is possible just now, else a card with a button for it. */
async function ask({ parts, voice, arrived }: Desk, form: Form): Promise<void> {
  const click: Click = { line: form.line, form: firstOf(form) };
  const [id = ''] = await parts.bot.keep([click]);
  const opened = await voice.form(renderModal(form, id)).catch((err: unknown) => {
    parts.log.warn({ err }, 'a form is offered as a button: it could not be opened');
    return false;
  });
  if (opened) return;
  await voice.say(form.problem, privately(arrived.told), [{ label: 'Fill in', click }]);
}

/** The fields that are shown; the bot asks for what is still missing behind them. */
function firstOf(form: Form): Form {
  return { ...form, fields: form.fields.slice(0, FIELDS) };
}
