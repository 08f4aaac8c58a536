import type { Card } from '../card.ts';
import { typed } from '../cards/typed.ts';
import { bytes, rate, unknown } from '../format.ts';
import type { Pair } from './transfer-pair.ts';

/** How one direction ended. */
export interface Way {
  /** `e1 → e2` */
  readonly words: string;
  readonly address: string;
  readonly pair?: Pair | undefined;
  readonly bytes?: number | undefined;
  readonly seconds?: number | undefined;
  /** Why nothing is known to have arrived whole. */
  readonly problem?: string | undefined;
  readonly hint?: string | undefined;
  /** Something of it may still run in a guest, until its own limit. */
  readonly left?: string | undefined;
}

export interface TransferEnds {
  /** `e1 on kvm-a → e2 on kvm-b` */
  readonly title: string;
  readonly from: string;
  readonly to: string;
}

/** A figure stands only where count and checksum agreed at the receiver. */
export function transferCard({ title, from, to }: TransferEnds, ways: readonly Way[]): Card {
  const failed = ways.find(({ problem }) => problem !== undefined);
  const notes = ways.flatMap(({ hint, left }) => [hint, left].filter((note) => note !== undefined));
  return {
    title: `${title}: ${failed?.problem ?? whole(ways)}`,
    tone: failed ? 'danger' : notes.length > 0 ? 'warning' : 'success',
    blocks: [
      {
        type: 'table',
        columns: [
          { label: 'Way' },
          { label: 'To address' },
          { label: 'Arrived', align: 'right' },
          { label: 'Throughput', align: 'right' },
          { label: 'Checked' },
        ],
        rows: ways.map((way) => [
          way.words,
          way.address,
          way.bytes === undefined ? unknown : bytes(way.bytes),
          way.problem === undefined ? throughput(way) : unknown,
          way.problem === undefined
            ? { text: 'count and SHA-256 agree', tone: 'success' }
            : { text: way.problem, tone: 'danger' },
        ]),
      },
      ...notes.map((text) => ({ type: 'text', text }) as const),
    ],
    actions: [{ label: 'Ping', command: typed('net ping', from, to) }],
    footer: footer(ways),
  };
}

function whole(ways: readonly Way[]): string {
  const [first] = ways;
  const both = ways.length > 1 ? ' each way' : '';
  return `${bytes(first?.bytes)} arrived whole${both}, ${ways.map(throughput).join(' and ')}`;
}

/** Bits too, as networks are sold. */
function throughput({ bytes: count, seconds }: Way): string {
  if (count === undefined) return unknown;
  if (seconds === undefined) return 'too short to time';
  const perSecond = count / seconds;
  return `${rate(perSecond)} (${megabits(perSecond)})`;
}

function megabits(perSecond: number): string {
  const value = (perSecond * 8) / 1e6;
  return `${value < 10 ? value.toFixed(1) : value.toFixed(0)} Mbit/s`;
}

function footer(ways: readonly Way[]): string | undefined {
  const pairs = ways.flatMap(({ pair }) =>
    pair === undefined ? [] : [`${pair.sender} to ${pair.listener}`],
  );
  return pairs.length === 0 ? undefined : `Carried by ${[...new Set(pairs)].join(', ')}`;
}
