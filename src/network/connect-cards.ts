import type { Action, Card } from '../card.ts';
import { outcomeBlocks, outcomeTone } from '../cards/outcome.ts';
import { typed } from '../cards/typed.ts';
import type { NetworkCard, Plug } from '../hypervisor/network.ts';
import type { Outcome } from '../hypervisor.ts';
import { quoteWord } from '../line/words.ts';
import type { TargetMachine } from '../operations/machine-ref.ts';
import { interfacesLine, plugWords, settingFields } from './plugs.ts';

export interface Connected {
  readonly target: TargetMachine;
  readonly plug: Plug;
  readonly outcome: Outcome;
  readonly keep: boolean;
  /** The card as it was before. */
  readonly from?: NetworkCard | undefined;
  /** What shows that it has its network there. */
  readonly says?: string | undefined;
  /** Why nobody could tell whether it has. */
  readonly unwatched?: string | undefined;
}

/** It is where it was asked to be. */
export function connectedCard(connected: Connected): Card {
  const { target, plug, outcome, says, unwatched } = connected;
  const words =
    says !== undefined
      ? `It has its network there: ${says}.`
      : unwatched === undefined
        ? undefined
        : `Whether it has its network there is not known: ${unwatched}.`;
  return {
    title: `${target.label} is connected to ${plug.segment.name}`,
    tone: unwatched === undefined ? outcomeTone(outcome) : 'warning',
    blocks: [
      ...(words === undefined ? [] : [{ type: 'text', text: words } as const]),
      fields(connected, `${plug.segment.kind} ${plug.segment.name}`),
      ...outcomeBlocks(outcome),
    ],
    actions: looks(target.label),
  };
}

/** It lost its network, and has been plugged into what it was in before. */
export function backCard(
  connected: Connected,
  { card, says }: { readonly card: NetworkCard; readonly says: string },
): Card {
  const { target, plug } = connected;
  return {
    title: `${target.label} is back on ${card.segment}: on ${plug.segment.name} it had no network`,
    tone: 'warning',
    blocks: [
      { type: 'text', text: `It was plugged in there and watched: ${says}.` },
      fields(connected, plugWords(card)),
    ],
    actions: [
      { label: 'Connect it anyway', command: keepLine(target.label, plug) },
      ...looks(target.label),
    ],
  };
}

/** It lost its network, and could not be put back. */
export function stuckCard(
  connected: Connected,
  { says, why }: { readonly says: string; readonly why: string },
): Card {
  const { target, plug, from } = connected;
  const back = from?.segment;
  return {
    title: `${target.label} has no network on ${plug.segment.name}, and could not be put back`,
    tone: 'danger',
    blocks: [
      { type: 'text', text: `${says}. It could not be put back: ${why}.` },
      fields(connected, `${plug.segment.kind} ${plug.segment.name}`),
    ],
    actions: [
      ...(back === undefined
        ? []
        : [{ label: 'Put it back', command: line(target.label, plug.card, back) }]),
      ...looks(target.label),
    ],
  };
}

function fields({ target, plug }: Connected, plugged: string) {
  return {
    type: 'fields',
    fields: [
      { label: 'Host', value: target.ref.host },
      { label: 'Card', value: plug.card },
      { label: 'Plugged into', value: plugged },
      ...settingFields(plug),
    ],
  } as const;
}

/** The same line, whatever becomes of its network. */
function keepLine(label: string, { card, segment, vlan, firewall }: Plug): string {
  return [
    line(label, card, segment.name),
    ...(vlan === undefined ? [] : [`--vlan=${vlan}`]),
    ...(firewall === undefined ? [] : [`--firewall=${firewall ? 'on' : 'off'}`]),
    '--keep',
  ].join(' ');
}

function line(label: string, card: string, segment: string): string {
  return `${typed('net connect', label, segment)} --card=${quoteWord(card)}`;
}

function looks(label: string): readonly Action[] {
  return [
    { label: 'Interfaces', command: interfacesLine(label) },
    { label: 'Show', command: typed('vm show', label) },
  ];
}
