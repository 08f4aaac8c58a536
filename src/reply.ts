import type { Action, Card } from './card.ts';
import type { Bot, Click, Form, Reply } from './chat.ts';
import { filledIn } from './router/form.ts';

type Audience = 'channel' | 'caller';

/** What a person did, as every chat over a network writes it down. */
type Told =
  | { readonly type: 'line'; readonly line: string }
  | { readonly type: 'click'; readonly id: string }
  | { readonly type: 'form'; readonly id: string; readonly answers: readonly string[] };

/** What is meant by it: something to handle, with a form still to be asked; undefined when its id is not known any more. */
export async function meantBy(told: Told, bot: Pick<Bot, 'kept'>): Promise<Click | undefined> {
  if (told.type === 'line') return { line: told.line };
  const click = await bot.kept(told.id);
  if (told.type === 'click') return click;
  return click?.form && filledIn(click.form, told.answers);
}

/** The ways in which a chat over a network answers one thing that arrived. */
export interface Ways {
  /** Where the platform wants to know at once who will see the answer; `replaces` as in {@link Private}. */
  defer?(to: Audience, replaces: boolean): Promise<void>;
  /** To the person alone. */
  privately(card: Card, how: Private): Promise<void>;
  /** To everybody in the channel. */
  publicly(card: Card): Promise<void>;
  ask(form: Form): Promise<void>;
}

interface Private {
  /** It takes the place of the preview whose button was pressed. */
  readonly replaces: boolean;
  /** What [Share] under it stands for, where others may want to see it. */
  readonly share?: Click | undefined;
}

interface Seat {
  /** Only this person and the bot read there. */
  readonly direct: boolean;
  /** True where the platform waits for an answer to each line; else an accepted one is told by its message alone. */
  readonly waits?: boolean;
}

/** One that keeps back what is for everybody until it is known to be. */
export function createReply(click: Click, ways: Ways, seat: Seat): Required<Reply> {
  let audience: Audience = 'caller';
  let kept: Card | undefined;
  // A preview whose button was pressed makes room for what came of it.
  let replaces = click.confirms !== undefined || click.declines !== undefined;
  const privately = async (card: Card, share?: Click): Promise<void> => {
    const now = replaces;
    replaces = false;
    await ways.privately(card, { replaces: now, share });
  };
  return {
    async defer(to) {
      audience = to;
      await ways.defer?.(to, replaces);
    },
    async answer(card, { shareable = false } = {}) {
      if (audience === 'channel') kept = card;
      else await privately(card, shareable ? shareOf(click, card, seat) : undefined);
    },
    ask: (form) => ways.ask(form),
    async accepted(card) {
      if (replaces || seat.waits === true) await privately(card);
    },
    async settle({ outcome }) {
      if (kept === undefined) return;
      const wrong = outcome === 'refused' || outcome === 'usage';
      // A mistake is told to who made it, whoever the answer was for.
      if (wrong) await privately(kept);
      else await ways.publicly(kept);
    },
  };
}

/** [Share] under a private answer that others may want to see. */
function shareOf({ line, declines, shares }: Click, card: Card, seat: Seat): Click | undefined {
  const previews = card.actions?.some(({ confirms }) => confirms !== undefined) ?? false;
  const fails = card.tone === 'danger';
  if (seat.direct || previews || fails || declines !== undefined || shares === true) return;
  return { line, shares: true };
}

/** What a card's button stands for. */
export function clickOf({ command, confirms, declines }: Action): Click {
  return {
    line: command,
    ...(confirms !== undefined && { confirms }),
    ...(declines !== undefined && { declines }),
  };
}

/** For a button whose id is not known any more. */
export const tooOld: Card = {
  title: 'This button is too old',
  tone: 'warning',
  blocks: [{ type: 'text', text: 'Type the command again. Nothing was changed.' }],
};

/** For what arrived and could not be written down. */
export const notAccepted: Card = {
  title: 'Not accepted: the bot cannot reach its store. Nothing was changed; try again.',
  tone: 'danger',
};
