import { networkOf } from '../capability.ts';
import type { Field } from '../card.ts';
import { typed } from '../cards/typed.ts';
import type { CommandContext, ResolvedMachine } from '../command.ts';
import { BotError } from '../errors.ts';
import type { Network, NetworkCard, Plug, Segment } from '../hypervisor/network.ts';
import { clip } from '../line/clip.ts';
import { closest } from '../line/suggest.ts';
import { listed } from '../line/usage.ts';
import { quoteWord } from '../line/words.ts';

/** A machine as it is now, with its network cards. */
export interface Plugged {
  readonly machine: ResolvedMachine;
  readonly network: Network;
  readonly cards: readonly NetworkCard[];
}

/** Throws `unsupported`, and what asking the site throws. */
export async function openPlugs(
  machine: ResolvedMachine,
  { fleet, signal }: CommandContext,
): Promise<Plugged> {
  const network = networkOf(machine.hypervisor);
  const current = await fleet.current(machine.machine, signal);
  const cards = await network.cards(current.machine, signal);
  return { machine: { ...current, label: machine.label }, network, cards };
}

/** The word that names a card, and the whole line of which it may become a part. */
interface Wanted {
  readonly word: string | undefined;
  readonly line: string;
}

/** The card of that id, or the only one. Throws `not-found`, and `ambiguous` with the lines that name one. */
export function pickCard(
  { machine: { label }, cards }: Plugged,
  { word, line }: Wanted,
): NetworkCard {
  const [first, ...others] = cards;
  if (first === undefined) {
    throw new BotError('not-found', `${label} has no network card`, {
      hint: 'Nothing was changed.',
    });
  }
  const ids = cards.map(({ id }) => id);
  if (word === undefined) {
    if (others.length === 0) return first;
    throw new BotError('ambiguous', `${label} has ${cards.length} network cards`, {
      hint: `Nothing was changed. Name one with --card: ${listed(ids, 'or')}.`,
      choices: ids.map((id) => withCard(line, id)),
    });
  }
  const found = cards.find(({ id, mac }) => id === word || mac === word.toLowerCase());
  if (found !== undefined) return found;
  throw new BotError('not-found', `${label} has no network card ${clip(word)}`, {
    hint: `Nothing was changed. It has ${listed(ids)}.`,
  });
}

/** The same line for one of several cards. */
export function withCard(line: string, id: string): string {
  return `${line} --card=${quoteWord(id)}`;
}

/** The bridge or network of that name which the machine's host has. Throws `not-found` and `ambiguous`. */
export async function pickSegment(
  { machine, network }: Plugged,
  word: string,
  signal: AbortSignal,
): Promise<Segment> {
  const { host } = machine.machine;
  const here = (await network.segments(signal)).filter((one) => one.host === host);
  const [found, ...others] = here.filter(({ name }) => name === word);
  if (found !== undefined && others.length === 0) return found;
  if (found !== undefined) {
    const kinds = [found, ...others].map(({ kind }) => `${kind}:${word}`);
    throw new BotError('ambiguous', `${host} has ${kinds.length} things named ${clip(word)}`, {
      hint: `Nothing was changed. Say which: ${listed(kinds, 'or')}.`,
    });
  }
  const exact = here.find(({ kind, name }) => `${kind}:${name}` === word);
  if (exact !== undefined) return exact;
  throw missing(host, word, here);
}

function missing(host: string, word: string, here: readonly Segment[]): BotError {
  const names = here.map(({ name }) => name);
  const near = closest(word, names);
  const hint =
    near.length > 0
      ? `Did you mean ${listed(near, 'or')}?`
      : names.length > 0
        ? `It has ${listed(names.slice(0, 8))}.`
        : 'It has none that machines can be plugged into.';
  return new BotError('not-found', `${host} has no bridge or network ${clip(word)}`, {
    hint: `Nothing was changed. ${hint}`,
  });
}

/** `bridge br0, VLAN 20`, `network default`; a card whose mode has no segment, or is one itself, says its mode alone. */
export function plugWords({
  mode,
  segment,
  vlan,
}: Pick<NetworkCard, 'mode' | 'segment' | 'vlan'>): string {
  const where = segment === undefined || segment === mode ? mode : `${mode} ${segment}`;
  return vlan === undefined ? where : `${where}, VLAN ${vlan}`;
}

/** What of a plug was asked for beside the segment. */
export function settingFields({
  vlan,
  firewall,
}: Pick<Plug, 'vlan' | 'firewall'>): readonly Field[] {
  return [
    ...(vlan === undefined ? [] : [{ label: 'VLAN', value: vlan === 0 ? 'none' : `${vlan}` }]),
    ...(firewall === undefined ? [] : [{ label: 'Firewall', value: firewall ? 'on' : 'off' }]),
  ];
}

/** The line that shows how a machine is plugged in. */
export function interfacesLine(label: string): string {
  return typed('net interfaces', label);
}
