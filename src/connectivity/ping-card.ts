import type { Block, Card, Cell, Tone } from '../card.ts';
import { typed } from '../cards/typed.ts';
import { percent } from '../format.ts';
import { agentActions } from '../guest/setup/line.ts';
import { type FarEnd, farEndWords } from './far-end.ts';
import { NO_ANSWER, type PingResult } from './ping.ts';
import type { Instead } from './ping-outside.ts';
import type { Pinged } from './ping-try.ts';

export interface PingEnds {
  /** As it was asked for. */
  readonly from: string;
  readonly to: FarEnd;
  /** Who really sent. */
  readonly sender: string;
  /** Addresses that were left out, because the sender has them itself. */
  readonly skipped: readonly string[];
  readonly instead?: Instead | undefined;
  /** The line that looks why, where both ends are machines. */
  readonly why?: string | undefined;
  /** Whose some of the addresses are. */
  readonly owners: ReadonlyMap<string, string>;
}

export function anyAnswered(all: readonly Pinged[]): boolean {
  return all.some(({ result }) => (result.received ?? 0) > 0);
}

/** The way in words, a row for each address, and what to look at when nothing came back. */
export function pingCard(ends: PingEnds, all: readonly Pinged[]): Card {
  const { from, to, instead, skipped, sender, why } = ends;
  const answered = anyAnswered(all);
  return {
    title: `${from} → ${farEndWords(to)}: ${outcome(ends, all)}`,
    tone: toneOf(ends, all),
    blocks: [
      ...(instead ? [text(instead.says)] : []),
      table(ends, all),
      ...(skipped.length > 0
        ? [text(`Not tried, because ${sender} has it itself: ${skipped.join(', ')}.`)]
        : []),
      ...(answered || all.every(isExplained) ? [] : [advice(to, why)]),
    ],
    actions: [
      ...(instead ? agentActions(instead.label, { silentGuest: true }) : []),
      ...(why === undefined || isPerfect(ends, all) ? [] : [{ label: 'Why', command: why }]),
    ],
  };
}

/** Every echo came back, and from whom it should. */
function isPerfect({ owners }: PingEnds, all: readonly Pinged[]): boolean {
  const strange = [...owners.values()].some((says) => says.includes('answers for it'));
  return !strange && all.every(({ result }) => result.lossFraction === 0);
}

function outcome({ instead, sender }: PingEnds, all: readonly Pinged[]): string {
  if (!instead) return summary(all);
  return instead.proves
    ? `${summary(all)}, asked from ${sender}`
    : `unknown; from ${sender}: ${summary(all)}`;
}

function toneOf(ends: PingEnds, all: readonly Pinged[]): Tone {
  const { instead } = ends;
  if (isPerfect(ends, all) && (instead === undefined || instead.proves)) return 'success';
  const something = anyAnswered(all) || all.some(({ through }) => through !== undefined);
  return something ? 'warning' : 'danger';
}

/** What came back, or did not, says by itself what is wrong: no firewall or route is to blame. */
function isExplained({ result, through }: Pinged): boolean {
  return through !== undefined || (result.problem !== undefined && result.problem !== NO_ANSWER);
}

function text(words: string): Block {
  return { type: 'text', text: words };
}

function summary(all: readonly Pinged[]): string {
  const best = all.toSorted((a, b) => loss(a) - loss(b))[0]?.result;
  if (best !== undefined && (best.received ?? 0) > 0) {
    const time = best.avgMs === undefined ? '' : `, ${ms(best.avgMs)}`;
    return `${best.received} of ${best.sent} answered${time}`;
  }
  const through = all.find((one) => one.through !== undefined)?.through;
  // Where nothing was sent, nothing could be answered.
  const unsent = all.every(({ result }) => result.sent === undefined);
  if (through === undefined) return (unsent ? all[0]?.result.problem : undefined) ?? 'no answer';
  return through === 'tcp' ? 'pings are dropped, TCP answers' : 'only smaller packets get through';
}

function loss({ result }: Pinged): number {
  return result.lossFraction ?? 1;
}

function table({ owners }: PingEnds, all: readonly Pinged[]): Block {
  return {
    type: 'table',
    columns: [
      { label: 'Address' },
      { label: 'Answered', align: 'right' },
      { label: 'Lost', align: 'right' },
      { label: 'Min / avg / max', align: 'right' },
      { label: 'Jitter', align: 'right' },
      { label: 'Note' },
    ],
    rows: all.map(({ address, result }) => [
      address,
      result.sent === undefined ? 'unknown' : `${result.received ?? 'unknown'} of ${result.sent}`,
      lossCell(result),
      times(result),
      ms(result.jitterMs),
      [result.problem, owners.get(address)].filter((note) => note !== undefined).join('; '),
    ]),
  };
}

function times({ minMs, avgMs, maxMs }: PingResult): string {
  if (avgMs === undefined) return '';
  const [least, middle, most] = [minMs, avgMs, maxMs].map((value) => ms(value).replace(' ms', ''));
  return `${least} / ${middle} / ${most} ms`;
}

function lossCell({ lossFraction }: PingResult): Cell {
  const tone: Tone = lossFraction === 0 ? 'success' : lossFraction === 1 ? 'danger' : 'warning';
  return { text: percent(lossFraction), tone };
}

function ms(value: number | undefined): string {
  if (value === undefined) return '';
  // Windows counts whole milliseconds.
  if (value === 0) return '< 1 ms';
  return `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ms`;
}

function advice(to: FarEnd, why: string | undefined): Block {
  const show = to.type === 'machine' ? typed('vm show', to.target.label) : undefined;
  const look =
    why === undefined
      ? show && ` ${show} shows how it does.`
      : ` ${why} looks at every link between the two.`;
  return {
    type: 'text',
    text: `Look next at the far end's firewall (it may drop pings) and whether both share a network or a route.${look ?? ''}`,
  };
}
