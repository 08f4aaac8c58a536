import type { Action, Card } from '../../../../src/card.ts';
import type { Bot, Click } from '../../../../src/chat.ts';
import type { Log } from '../../../../src/log.ts';
import { clickOf } from '../../../../src/reply.ts';
import type { Offer } from '../render/buttons.ts';

/** A button that no card has: it belongs to the chat itself. */
export interface Extra {
  readonly label: string;
  readonly click: Click;
}

export interface OfferParts {
  readonly bot: Bot;
  readonly log: Log;
}

/** The card's actions under short ids. A store that is down takes the buttons, not the answer. */
export async function offersOf(
  card: Card,
  { bot, log }: OfferParts,
  extras: readonly Extra[] = [],
): Promise<readonly Offer[]> {
  const actions = card.actions ?? [];
  const clicks = [...actions.map(clickOf), ...extras.map(({ click }) => click)];
  if (clicks.length === 0) return [];
  try {
    const ids = await bot.keep(clicks);
    return [...actions, ...extras].map((one, at) => ({
      id: ids[at] ?? '',
      label: 'short' in one && one.short !== undefined ? one.short : one.label,
      ...('command' in one && {
        tone: toneOf(one),
        asks: asksOf(one, card),
        apart: one.apart,
      }),
    }));
  } catch (err) {
    log.warn({ err }, 'a card is shown without its buttons');
    return [];
  }
}

const toneOf = ({ tone, confirms }: Action) => (confirms === undefined ? tone : 'danger');

/** What Slack asks before it sends the button; nothing for one that loses nothing. */
function asksOf({ command, tone, confirms, declines }: Action, card: Card): string | undefined {
  if (confirms !== undefined) {
    const first = card.blocks?.find((block) => block.type === 'text');
    return [card.title, first?.type === 'text' ? first.text : ''].join('\n').trim() || command;
  }
  return tone === 'danger' && declines === undefined ? `It sends: ${command}` : undefined;
}
