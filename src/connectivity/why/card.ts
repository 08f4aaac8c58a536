import type { Action, Block, Card } from '../../card.ts';
import { typed } from '../../cards/typed.ts';
import type { Facts } from '../facts/values.ts';
import { canTalk, type Explanation } from './explain.ts';
import type { Part } from './part.ts';

const marks: Readonly<Record<Part['mark'], string>> = {
  ok: '✓',
  broken: '✗',
  unknown: '?',
  note: '!',
};
const tones = { reached: 'success', broken: 'danger', unknown: 'warning' } as const;

/** The answer, its fix, and then the chain it was read from. */
export function whyCard(facts: Facts, { verdict, sentence, fix, chain }: Explanation): Card {
  const { a, b } = facts;
  const hampered = verdict === 'broken' && canTalk(facts);
  const titles = {
    reached: `${a.label} and ${b.label} reach each other`,
    broken: `Why ${a.label} and ${b.label} cannot talk`,
    unknown: `Whether ${a.label} and ${b.label} can talk is not known`,
  };
  return {
    title: hampered ? `${a.label} and ${b.label} reach each other, with a fault` : titles[verdict],
    tone: hampered ? 'warning' : tones[verdict],
    blocks: [
      { type: 'text', text: `${sentence}.` },
      ...(fix ? [{ type: 'text', text: fix.says } as const] : []),
      chainTable(chain),
    ],
    actions: [
      ...fixActions(fix),
      { label: 'Try again', command: typed('net why', a.label, b.label) },
    ],
  };
}

function fixActions(fix: Explanation['fix']): readonly Action[] {
  return fix?.line ? [{ label: fix.line.label, command: fix.line.command }] : [];
}

function chainTable(chain: readonly Part[]): Block {
  return {
    type: 'table',
    columns: [{ label: '' }, { label: 'Link' }, { label: 'Found' }],
    rows: chain.map(({ mark, name, says }) => [
      mark === 'broken' ? { text: marks[mark], tone: 'danger' } : marks[mark],
      name,
      says,
    ]),
  };
}
