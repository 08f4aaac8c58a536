import type { Block, Card, Cell, Tone } from '../card.ts';
import { typed } from '../cards/typed.ts';
import { percent } from '../format.ts';
import { type FarEnd, farEndWords } from './far-end.ts';
import type { PingResult } from './ping.ts';

export interface Pinged {
  readonly address: string;
  readonly result: PingResult;
}

export interface PingEnds {
  readonly from: string;
  readonly to: FarEnd;
  /** Addresses that were left out, because the sender has them itself. */
  readonly skipped: readonly string[];
}

export function anyAnswered(all: readonly Pinged[]): boolean {
  return all.some(({ result }) => (result.received ?? 0) > 0);
}

/** The way in words, a row for each address, and what to look at when nothing came back. */
export function pingCard(ends: PingEnds, all: readonly Pinged[]): Card {
  const answered = anyAnswered(all);
  const perfect = all.every(({ result }) => result.lossFraction === 0);
  return {
    title: `${ends.from} → ${farEndWords(ends.to)}: ${summary(all)}`,
    tone: perfect ? 'success' : answered ? 'warning' : 'danger',
    blocks: [
      table(all),
      ...skippedBlocks(ends),
      ...(answered || unsent(all) ? [] : [advice(ends.to)]),
    ],
  };
}

/** Nothing went out: the note says why, and no firewall or route is to blame. */
function unsent(all: readonly Pinged[]): boolean {
  return all.every(({ result }) => result.sent === undefined && result.problem !== undefined);
}

function summary(all: readonly Pinged[]): string {
  const best = all.toSorted((a, b) => loss(a) - loss(b))[0]?.result;
  if (best === undefined || (best.received ?? 0) === 0) return 'no answer';
  const time = best.avgMs === undefined ? '' : `, ${ms(best.avgMs)}`;
  return `${best.received} of ${best.sent} answered${time}`;
}

function loss({ result }: Pinged): number {
  return result.lossFraction ?? 1;
}

function table(all: readonly Pinged[]): Block {
  return {
    type: 'table',
    columns: [
      { label: 'Address' },
      { label: 'Answered', align: 'right' },
      { label: 'Lost', align: 'right' },
      { label: 'Average', align: 'right' },
      { label: 'Jitter', align: 'right' },
      { label: 'Note' },
    ],
    rows: all.map(({ address, result }) => [
      address,
      result.sent === undefined ? 'unknown' : `${result.received ?? 'unknown'} of ${result.sent}`,
      lossCell(result),
      ms(result.avgMs),
      ms(result.jitterMs),
      result.problem ?? '',
    ]),
  };
}

function lossCell({ lossFraction }: PingResult): Cell {
  const tone: Tone = lossFraction === 0 ? 'success' : lossFraction === 1 ? 'danger' : 'warning';
  return { text: percent(lossFraction), tone };
}

function ms(value: number | undefined): string {
  if (value === undefined) return '';
  return `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ms`;
}

function skippedBlocks({ from, skipped }: PingEnds): readonly Block[] {
  if (skipped.length === 0) return [];
  return [
    { type: 'text', text: `Not tried, because ${from} has it itself: ${skipped.join(', ')}.` },
  ];
}

function advice(to: FarEnd): Block {
  const look =
    to.type === 'machine' ? ` ${typed('vm show', to.target.label)} shows how it does.` : '';
  return {
    type: 'text',
    text: `Look next at the far end's firewall (it may drop pings) and whether both share a network or a route.${look}`,
  };
}
