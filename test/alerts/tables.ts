import { defaultRules } from '../../src/alerts/rules/default-rules.ts';
import { type SignalInfo, signalNames, signals } from '../../src/alerts/rules/signal.ts';
import { clearsWords, firesWords } from '../../src/alerts/rules/thresholds.ts';
import { span } from '../../src/format.ts';

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((word) => '-'.repeat(word.length))), ...rows.map(line)].join(
    '\n',
  );
}

/** The signals as the page on alerts has them. */
export function signalTable(): string {
  return table(
    ['signal', 'what it is', 'looked at'],
    signalNames.map((name) => {
      const { meaning, everyMs }: SignalInfo = signals[name];
      return [
        `\`${name}\``,
        meaning,
        everyMs === undefined ? 'with each poll' : `every ${span(everyMs)}`,
      ];
    }),
  );
}

/** The default rules as the page has them. */
export function ruleTable(): string {
  return table(
    ['rule', 'of', 'fires', 'clears', 'severity'],
    defaultRules.map((rule) => {
      const { name, signal, on, severity } = rule;
      const of = on === undefined ? `\`${signal}\`` : `\`${signal}\` of \`${on}\``;
      return [`\`${name}\``, of, firesWords(signal, rule), clearsWords(signal, rule), severity];
    }),
  );
}
