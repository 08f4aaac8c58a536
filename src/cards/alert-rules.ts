import { type Override, type Rule, ruleFor, type Threshold } from '../alerts/rules/rule.ts';
import { type SignalName, type Subject, signals } from '../alerts/rules/signal.ts';
import { clearsWords, firesWords } from '../alerts/rules/thresholds.ts';
import { severityTone } from '../alerts/words.ts';
import type { Block, Card, Cell, Column } from '../card.ts';
import { count } from '../format.ts';

/** All rules, and what they say of some machines and hosts only. */
export function alertRulesCard(rules: readonly Rule[]): Card {
  const overrides = rules.flatMap((rule) => (rule.overrides ?? []).map((one) => ({ rule, one })));
  return {
    title: count(rules.length, 'rule'),
    blocks: [
      {
        type: 'table',
        columns: [{ label: 'Rule' }, { label: 'What' }, ...columns],
        rows: rules.map(rowOf),
      },
      ...(overrides.length === 0 ? [] : [overrideTable(overrides)]),
    ],
    footer: 'alert rules web-1 shows what holds for one machine',
  };
}

/** What holds for this one. */
export function rulesForCard(rules: readonly Rule[], subject: Subject): Card {
  const holding = rules.flatMap((rule) => {
    const threshold = ruleFor(rule)(subject);
    return threshold === undefined ? [] : [{ rule, threshold }];
  });
  const off = rules.filter(
    (rule) => signals[rule.signal].kind === subject.kind && ruleFor(rule)(subject) === undefined,
  );
  return {
    title: `${count(holding.length, 'rule')} for ${subject.name}`,
    blocks: [
      {
        type: 'table',
        columns: [{ label: 'Rule' }, { label: 'What' }, ...columns],
        rows: holding.map(({ rule, threshold }) => [
          rule.name,
          signals[rule.signal].words,
          ...thresholdCells(rule.signal, threshold),
        ]),
      },
      ...(off.length === 0 ? [] : [notWatched(off)]),
    ],
  };
}

function notWatched(off: readonly Rule[]): Block {
  const names = off.map(({ name }) => name).join(', ');
  return { type: 'text', text: `Not for it: ${names}.` };
}

const columns: readonly Column[] = [{ label: 'Fires' }, { label: 'Clears' }, { label: 'Severity' }];

function rowOf(rule: Rule): Cell[] {
  const { name, signal, on } = rule;
  const { words } = signals[signal];
  return [
    name,
    on === undefined ? words : `${words} (only ${on})`,
    ...thresholdCells(signal, rule),
  ];
}

function thresholdCells(signal: SignalName, threshold: Threshold): Cell[] {
  const { severity } = threshold;
  return [
    firesWords(signal, threshold),
    clearsWords(signal, threshold),
    { text: severity, tone: severityTone(severity) },
  ];
}

interface Overriding {
  readonly rule: Rule;
  readonly one: Override;
}

function overrideTable(overrides: readonly Overriding[]): Block {
  return {
    type: 'table',
    columns: [{ label: 'Rule' }, { label: 'Other on' }, ...columns],
    rows: overrides.map(({ rule, one }) => [
      rule.name,
      one.on,
      ...(one.off === true
        ? ['not watched', '', '']
        : thresholdCells(rule.signal, { ...rule, ...one })),
    ]),
  };
}
