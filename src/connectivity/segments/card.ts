import type { Block, Card, Cell } from '../../card.ts';
import { count } from '../../format.ts';
import { listed } from '../../line/usage.ts';
import type { Collected } from './collect.ts';
import { joinSegments, seatsIn } from './join.ts';
import { localSegments } from './local.ts';
import type { Joined, LocalSegment, Seat } from './values.ts';

/** A row for each segment that machines share, then those that are alone, and what nobody could look at. */
export function segmentsCard(collected: Collected): Card {
  const all = joinSegments(localSegments(collected.machines, collected.hosts), collected.hosts);
  const shared = all.filter((one) => labelsIn(one).length > 1);
  const alone = all.filter((one) => labelsIn(one).length === 1);
  return {
    title: `${count(shared.length, 'shared segment')} of ${count(collected.machines.length, 'machine')}`,
    blocks: [
      ...(shared.length === 0 ? [] : [table(shared)]),
      ...reasons(shared),
      ...text(alone.map(aloneWords), 'Alone: '),
      ...text(unplugged(collected), 'Without a network card: '),
      ...text(unknown(collected), 'Unknown: '),
      ...text(unseen(collected), 'The bot cannot look at the networks of '),
    ],
  };
}

function table(shared: readonly Joined[]): Block {
  return {
    type: 'table',
    columns: [
      { label: 'Segment' },
      { label: 'Machines', align: 'right' },
      { label: 'Who' },
      { label: 'Joined' },
    ],
    rows: shared.map((joined) => [
      joined.segments.map(place).join(', '),
      String(labelsIn(joined).length),
      joined.segments.flatMap(({ seats }) => seats.map(seatWords)).join(', '),
      joinedCell(joined),
    ]),
  };
}

/** `br0 on kvm-a`. */
function place({ name, host }: LocalSegment): string {
  return `${name} on ${host}`;
}

function seatWords({ label, card: { linkUp } }: Seat): string {
  return linkUp === false ? `${label} (cable pulled)` : label;
}

function labelsIn({ segments }: Joined): readonly string[] {
  return [...new Set(segments.flatMap(({ seats }) => seats.map(({ label }) => label)))];
}

/** One host's own segment needs no joining. */
function joinedCell({ reasons: all }: Joined): Cell {
  if (all.length === 0) return '';
  return all.every(({ sure }) => sure === 'known')
    ? { text: 'known', tone: 'success' }
    : { text: 'presumed', tone: 'warning' };
}

function reasons(shared: readonly Joined[]): readonly Block[] {
  const all = shared.flatMap((joined) => joined.reasons);
  const of = (wanted: 'known' | 'presumed') =>
    all.flatMap(({ sure, says }) => (sure === wanted ? [says] : []));
  return [
    ...text(of('known'), 'Known to be one: '),
    ...text(of('presumed'), 'Only presumed to be one: '),
  ];
}

function aloneWords(joined: Joined): string {
  return `${labelsIn(joined).join('')} (${joined.segments.map(place).join(', ')}${seatsIn(joined) > 1 ? ', several cards' : ''})`;
}

function unplugged({ machines }: Collected): readonly string[] {
  return machines.flatMap(({ label, cards, why }) =>
    why === undefined && cards.length === 0 ? [label] : [],
  );
}

function unknown({ machines }: Collected): readonly string[] {
  return machines.flatMap(({ label, why }) => (why === undefined ? [] : [`${label}: ${why}`]));
}

function unseen({ hosts }: Collected): readonly string[] {
  const names = hosts.flatMap(({ name, links }) => (links === undefined ? [name] : []));
  return names.length === 0
    ? []
    : [`${listed(names)}: of those little more than their names is known`];
}

function text(sentences: readonly string[], before: string): readonly Block[] {
  if (sentences.length === 0) return [];
  return [{ type: 'text', text: `${before}${sentences.join('; ')}.` }];
}
