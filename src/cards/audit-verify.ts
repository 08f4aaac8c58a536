import { headWord } from '../audit/heads.ts';
import type { VerifyReport } from '../audit/trail.ts';
import type { Finding, Witness } from '../audit/verify.ts';
import type { Block, Card } from '../card.ts';
import { count } from '../format.ts';
import { listed } from '../line/usage.ts';

/** Whether the audit is whole, what is wrong with it, and what nobody can tell from it alone. */
export function verifyCard(report: VerifyReport, withLog: boolean): Card {
  const { findings, more, chains } = report;
  const unknown = findings.filter(({ is }) => unchecked.includes(is)).length;
  const wrong = findings.length + more - unknown;
  const rows = chains.reduce((sum, chain) => sum + chain.rows, 0);
  return {
    title: title(rows, wrong, unknown),
    tone: wrong > 0 ? 'danger' : unknown > 0 ? 'warning' : 'success',
    blocks: [
      ...(findings.length > 0 ? [{ type: 'text', text: told(findings, more) } as const] : []),
      ...(chains.length > 0 ? [table(report)] : []),
      { type: 'text', text: limits(report, withLog) },
    ],
  };
}

/** What says nothing of the rows but that they could not be checked. */
const unchecked: readonly Finding['is'][] = ['unknown-key', 'anchor-unknown-key', 'without-key'];

function title(rows: number, wrong: number, unknown: number): string {
  const all = `${count(rows, 'row')} of the audit`;
  if (wrong > 0) return `The audit is not whole: ${count(wrong, 'finding')} in ${all}`;
  return unknown > 0 ? `${all}, not all of which could be checked` : `The audit is whole: ${all}`;
}

function told(findings: readonly Finding[], more: number): string {
  const lines = findings.map((finding) => `• ${wordsOf(finding)}`);
  return [...lines, ...(more > 0 ? [`• … and ${more} more`] : [])].join('\n');
}

const witnesses: Readonly<Record<Witness['by'], string>> = {
  database: 'its own record says',
  process: 'the process that writes it knows',
  log: 'the head from the log says',
  chain: 'a chain that began later saw',
};

/** Exactly which rows, in words. */
function wordsOf(finding: Finding): string {
  switch (finding.is) {
    case 'changed':
      return `Row ${finding.id} was changed: what it says is not what was sealed (chain ${finding.chain}, number ${finding.seq}).`;
    case 'added':
      return `Row ${finding.id} was added: chain ${finding.chain} has another number ${finding.seq}, or has not come so far.`;
    case 'torn':
      return `Row ${finding.id} does not follow the one before it (chain ${finding.chain}, number ${finding.seq}).`;
    case 'out-of-order':
      return `Row ${finding.id} has a number that is not its own: chain ${finding.chain} had a higher one before.`;
    case 'missing':
      return missing(finding);
    case 'ends-early':
      return `Chain ${finding.chain} ends early: it ends at number ${finding.seq}, and ${witnesses[finding.by]} that it was at ${finding.said}.`;
    case 'another':
      return `Chain ${finding.chain} was made anew: its number ${finding.seq} is another one than ${witnesses[finding.by]}.`;
    case 'head-changed':
      return `The record of chain ${finding.chain} was changed: its seal is not that of number ${finding.seq}.`;
    case 'start-changed':
      return `The beginning of chain ${finding.chain} was changed.`;
    case 'chain-missing':
      return `Chain ${finding.chain} is missing as a whole.`;
    case 'chain-unknown':
      return `Rows of chain ${finding.chain} are there, and no such chain began: they were added, or its record was removed.`;
    case 'unknown-key':
      return `Chain ${finding.chain} was sealed with key ${finding.key}, which is not known here: only its order was checked.`;
    case 'without-key':
      return `Chain ${finding.chain} began without a key, though chain ${finding.keyed} before it has one: a process without the key wrote it, or anybody who may write to the database.`;
    case 'anchor-changed':
      return `Anchor ${finding.anchor} was changed: what it says of a dropped month counts for nothing.`;
    case 'anchor-without-key':
      return `Anchor ${finding.anchor} was made without the key, for rows of ${chainsOf(finding.chains)}, which ${finding.chains.length === 1 ? 'has' : 'have'} one: it counts for nothing.`;
    case 'anchor-missing':
      return `Anchor ${finding.anchor} is missing.`;
    case 'anchor-unknown-key':
      return `Anchor ${finding.anchor} was sealed with key ${finding.key}, which is not known here: it was believed.`;
    default:
      return finding satisfies never;
  }
}

function chainsOf(chains: readonly number[]): string {
  return `chain${chains.length === 1 ? '' : 's'} ${listed(chains.map(String))}`;
}

function missing(hole: Extract<Finding, { is: 'missing' }>): string {
  const { chain, from, to, after, before } = hole;
  const numbers = from === to ? `number ${from}` : `numbers ${from} to ${to}`;
  const around = [
    ...(after === undefined ? [] : [`after row ${after}`]),
    ...(before === undefined ? [] : [`before row ${before}`]),
  ];
  const where = around.length > 0 ? `, ${around.join(' and ')}` : '';
  return `${count(to - from + 1, 'row')} of chain ${chain} ${from === to ? 'is' : 'are'} missing: ${numbers}${where}. No anchor says that retention dropped ${from === to ? 'it' : 'them'}.`;
}

/** More than a person reads; the last ones are those that are written to. */
const MOST_CHAINS = 20;

function table({ chains }: VerifyReport): Block {
  return {
    type: 'table',
    columns: [
      { label: 'Chain', align: 'right' },
      { label: 'Key' },
      { label: 'Rows', align: 'right' },
      { label: 'Dropped', align: 'right' },
      { label: 'Head' },
    ],
    rows: chains
      .slice(-MOST_CHAINS)
      .map(({ chain, key, rows, dropped, head }) => [
        String(chain),
        key,
        String(rows),
        String(dropped),
        head ? headWord(head) : 'unknown',
      ]),
  };
}

/** What a look at the database alone cannot tell. */
function limits({ chains, anchors }: VerifyReport, withLog: boolean): string {
  const plain = chains.filter(({ key }) => key === 'none').map(({ chain }) => chain);
  return [
    withLog
      ? 'What came after the heads you gave may have been cut off without a trace.'
      : 'Rows at the very end that were removed together with the chain’s record leave no trace here: compare with the heads in the log (audit verify --heads=…).',
    ...(plain.length > 0
      ? [
          `${plain.length === 1 ? `Chain ${plain[0]} has` : `${plain.length} chains have`} no key: whoever may write to the database could have made ${plain.length === 1 ? 'it' : 'them'} anew. NAKHODA_AUDIT_KEY seals from now on, and holds what is there as it is.`,
        ]
      : []),
    ...(anchors > 0
      ? ['What the dropped rows said cannot be known; their number and their last seal are.']
      : []),
    'Whoever has the key, or ran the bot, could write anything.',
  ].join(' ');
}
