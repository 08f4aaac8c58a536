import type {
  ActionsBlock,
  Button,
  ConfirmationDialog,
  DividerBlock,
  PlainTextElement,
} from '@slack/types';
import type { Tone } from '../../../../src/card.ts';
import { clipped } from '../../../../src/drawing/clipped.ts';
import { visible } from '../../../../src/drawing/visible.ts';
import type { Limits } from './limits.ts';

/** Something to press: what it stands for is kept under the id. */
export interface Offer {
  readonly id: string;
  readonly label: string;
  readonly tone?: Tone | undefined;
  /** Slack asks once more before it is sent: what is at stake. */
  readonly asks?: string | undefined;
  /** Below the others, behind a line. */
  readonly apart?: boolean | undefined;
}

/** Slack wants each id once in a message; two buttons may stand for the same line. */
const actionId = (id: string, at: number): string => `${id}:${at}`;
export const idOf = (action: string): string => action.replace(/:\d+$/, '');

/**
 * As many rows of buttons as are needed. A phone stacks the buttons of one row without a gap: what stands apart has a
 * row and a line of its own.
 */
export function drawOffers(
  offers: readonly Offer[],
  limits: Limits,
): (ActionsBlock | DividerBlock)[] {
  const drawn = offers.map((offer, at) => ({ offer, button: drawOffer(offer, at, limits) }));
  const buttons = (apart: boolean) =>
    drawn.flatMap(({ offer, button }) => ((offer.apart === true) === apart ? [button] : []));
  const [near, far] = [rowsOf(buttons(false), limits), rowsOf(buttons(true), limits)];
  const between: DividerBlock[] = near.length > 0 && far.length > 0 ? [{ type: 'divider' }] : [];
  return [...near, ...between, ...far];
}

function rowsOf(elements: readonly Button[], limits: Limits): ActionsBlock[] {
  const rows = Math.ceil(elements.length / limits.actions);
  return Array.from({ length: rows }, (_, row) => ({
    type: 'actions',
    elements: elements.slice(row * limits.actions, (row + 1) * limits.actions),
  }));
}

function drawOffer({ id, label, tone, asks }: Offer, at: number, limits: Limits): Button {
  return {
    type: 'button',
    action_id: actionId(id, at),
    text: plain(label, limits.buttonText),
    value: id,
    ...(tone === 'danger' && { style: 'danger' }),
    ...(asks !== undefined && { confirm: drawConfirm(label, asks, limits) }),
  };
}

function drawConfirm(label: string, asks: string, limits: Limits): ConfirmationDialog {
  return {
    title: plain(`${label}?`, limits.confirmTitle),
    text: plain(asks, limits.confirmText),
    confirm: plain(label, limits.confirmButton),
    deny: plain('Not now', limits.confirmButton),
    style: 'danger',
  };
}

/** Text without mark-up: `emoji: false` leaves `:skull:` as it is. Slack refuses an empty one. */
export function plain(text: string, most: number): PlainTextElement {
  const shown = clipped(visible(text), most);
  return { type: 'plain_text', text: shown.trim() === '' ? '…' : shown, emoji: false };
}
