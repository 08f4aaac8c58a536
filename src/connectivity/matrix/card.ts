import type { Action, Block, Card, Tone } from '../../card.ts';
import { typed } from '../../cards/typed.ts';
import { count } from '../../format.ts';
import { setupLine } from '../../guest/setup/line.ts';
import { listed } from '../../line/usage.ts';
import { drawMatrix } from './picture.ts';
import { matrixTable } from './table.ts';
import {
  broken,
  type Member,
  oneWay,
  ownersOf,
  type Pair,
  pairsOf,
  type Row,
  readWays,
  type Way,
  type Ways,
  wayAt,
} from './ways.ts';

/** More sentences than this are a wall; the table and the picture have all of them. */
const MOST_SENTENCES = 6;

export interface Measured {
  readonly members: readonly Member[];
  /** One for each member; undefined where it was not asked any more. */
  readonly rows: readonly (Row | undefined)[];
  /** Sites that did not answer: their machines are not in it. */
  readonly missing: readonly string[];
  /** The line that does it again. */
  readonly again?: string | undefined;
  /** Why it is not whole: `Cancelled`. */
  readonly cut?: string | undefined;
}

export interface MatrixCard {
  readonly card: Card;
  readonly anyReached: boolean;
}

/** What stands out first, then the picture, then a row for each machine. */
export function matrixCard({ members, rows, missing, again, cut }: Measured): MatrixCard {
  const ways = readWays(members, rows);
  const sums = countWays(ways);
  const card: Card = {
    title: `${cut === undefined ? '' : `${cut}: `}${titleOf(members, sums)}`,
    tone: toneOf(sums),
    blocks: [
      ...sentences(members, ways, missing),
      {
        type: 'image',
        alt: `who reaches whom among ${listed(members.map(({ label }) => label))}`,
        png: drawMatrix(members, ways).toString('base64'),
      },
      matrixTable(members, rows, ways),
    ],
    actions: actions(members, ways, again),
  };
  return { card, anyReached: sums.reached > 0 };
}

type Sums = Readonly<Record<Way['state'], number>>;

function countWays(ways: Ways): Sums {
  const states = pairsOf(ways).flatMap((pair) => wayAt(ways, pair)?.state ?? []);
  const of = (state: Way['state']) => states.filter((each) => each === state).length;
  return { reached: of('reached'), silent: of('silent'), unknown: of('unknown') };
}

function titleOf(members: readonly Member[], { reached, silent, unknown }: Sums): string {
  const known = reached + silent;
  const rest = unknown === 0 ? '' : `, ${unknown} unknown`;
  const answer = known === 0 ? 'nothing is known' : `${reached} of ${count(known, 'way')} answer`;
  return `Matrix of ${count(members.length, 'machine')}: ${answer}${rest}`;
}

function toneOf({ reached, silent, unknown }: Sums): Tone {
  if (reached === 0) return silent > 0 ? 'danger' : 'warning';
  return silent + unknown > 0 ? 'warning' : 'success';
}

function sentences(
  members: readonly Member[],
  ways: Ways,
  missing: readonly string[],
): readonly Block[] {
  const all = [
    ...oneWay(ways).map((pair) => oneWayWords(members, ways, pair)),
    ...sharedWords(members),
    ...(missing.length === 0
      ? []
      : [`Machines of ${listed(missing)} are not in it: there was no answer from there.`]),
  ];
  if (all.length === 0) return [];
  const more = all.length - MOST_SENTENCES;
  const shown = [...all.slice(0, MOST_SENTENCES), ...(more > 0 ? [`And ${more} more.`] : [])];
  return [{ type: 'text', text: shown.join('\n') }];
}

function oneWayWords(members: readonly Member[], ways: Ways, pair: Pair): string {
  const [from, to] = [members[pair.from]?.label, members[pair.to]?.label];
  const way = wayAt(ways, pair);
  const why = way?.state === 'silent' ? `: ${way.why}` : '';
  return `One way only: ${to} reaches ${from}, ${from} does not reach ${to}${why}.`;
}

function sharedWords(members: readonly Member[]): readonly string[] {
  const shared = new Set(
    members.flatMap(({ addresses }) =>
      addresses.filter((address) => ownersOf(address, members).length > 1),
    ),
  );
  return [...shared].map((address) => {
    const owners = ownersOf(address, members).map(({ label }) => label);
    return `${listed(owners)} each have ${address}: an answer from it would say nothing of either.`;
  });
}

function actions(members: readonly Member[], ways: Ways, again?: string): readonly Action[] {
  const [first] = broken(ways);
  const from = first && members[first.from]?.label;
  const to = first && members[first.to]?.label;
  const unheard = members.find((member) => member.unheard)?.label;
  return [
    ...(from === undefined || to === undefined
      ? []
      : [{ label: `Why ${from} → ${to}`, short: 'Why', command: typed('net why', from, to) }]),
    ...(unheard === undefined
      ? []
      : [{ label: `Set up ${unheard}`, short: 'Set up', command: setupLine(unheard) }]),
    ...(again === undefined ? [] : [{ label: 'Again', command: again }]),
  ];
}
