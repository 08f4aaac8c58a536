import {
  type APIActionRowComponent,
  type APIButtonComponentWithCustomId,
  type APISeparatorComponent,
  ButtonStyle,
  ComponentType,
  SeparatorSpacingSize,
} from 'discord.js';
import type { Action, Tone } from '../../../../src/card.ts';
import type { Attached } from './drawn.ts';
import type { Limits } from './limits.ts';
import { plain } from './words.ts';

type Row = APIActionRowComponent<APIButtonComponentWithCustomId>;

/** Something to press; what it stands for is kept under the id. */
export interface Offer {
  readonly id: string;
  readonly label: string;
  readonly tone?: Tone | undefined;
  /** Below the others, behind a line. */
  readonly apart?: boolean | undefined;
}

/** The id that the pressed button's custom id stands for. */
export const idOf = (custom: string): string => custom.replace(/:\d+$/, '');

/** Discord wants each custom id once in a message; two buttons may stand for the same line. */
function customIdOf(offers: readonly Offer[], at: number): string {
  const id = offers[at]?.id ?? '';
  const isFirst = offers.findIndex((offer) => offer.id === id) === at;
  return isFirst ? id : `${id}:${at}`;
}

interface OfferOptions {
  readonly ids: readonly string[];
  readonly shareId?: string | undefined;
  readonly limits: Limits;
}

/** The card's actions with their ids; one that has no id cannot be pressed, and is not shown. */
export function offersOf(
  actions: readonly Action[],
  { ids, shareId, limits }: OfferOptions,
): readonly Offer[] {
  const offers = actions.slice(0, limits.buttons).map(({ label, short, tone, apart }, at) => ({
    id: ids[at] ?? '',
    label: short ?? label,
    tone,
    apart,
  }));
  const share = shareId === undefined ? [] : [{ id: shareId, label: 'Share' }];
  return [...offers, ...share].filter(({ id }) => id !== '');
}

/** What stands apart has a row of its own, with the widest gap that Discord has. */
export function drawOffers(
  offers: readonly Offer[],
  limits: Limits,
): (Row | APISeparatorComponent)[] {
  const drawn = offers.map((offer, at) => ({
    offer,
    button: drawOffer(offer, customIdOf(offers, at), limits),
  }));
  const buttons = (apart: boolean) =>
    drawn.flatMap(({ offer, button }) => ((offer.apart === true) === apart ? [button] : []));
  const [near, far] = [rowsOf(buttons(false), limits), rowsOf(buttons(true), limits)];
  return near.length > 0 && far.length > 0 ? [...near, gap, ...far] : [...near, ...far];
}

/** https://docs.discord.com/developers/components/reference#separator */
const gap: APISeparatorComponent = {
  type: ComponentType.Separator,
  divider: true,
  spacing: SeparatorSpacingSize.Large,
};

function rowsOf(buttons: readonly APIButtonComponentWithCustomId[], limits: Limits): Row[] {
  const rows = Math.ceil(buttons.length / limits.rowButtons);
  return Array.from({ length: rows }, (_, row) => ({
    type: ComponentType.ActionRow,
    components: buttons.slice(row * limits.rowButtons, (row + 1) * limits.rowButtons),
  }));
}

/** The lines of the buttons that have no room. */
export function unshown(actions: readonly Action[], limits: Limits): Attached | undefined {
  const left = actions.slice(limits.buttons);
  if (left.length === 0) return undefined;
  return {
    name: 'more.txt',
    text: left.map(({ label, command }) => `${label}: ${command}`).join('\n'),
  };
}

function drawOffer(
  { label, tone }: Offer,
  custom: string,
  limits: Limits,
): APIButtonComponentWithCustomId {
  return {
    type: ComponentType.Button,
    custom_id: custom,
    label: plain(label, limits.buttonLabel),
    style: tone === undefined ? ButtonStyle.Secondary : styles[tone],
  };
}

const styles = {
  danger: ButtonStyle.Danger,
  success: ButtonStyle.Success,
  warning: ButtonStyle.Secondary,
  neutral: ButtonStyle.Secondary,
} as const;
