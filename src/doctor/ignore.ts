import { matcher } from '../inventory/selector.ts';
import type { Code } from './codes.ts';
import type { SiteFacts } from './facts.ts';
import type { Finding } from './finding.ts';

export interface IgnoreRule {
  readonly code: Code;
  /** Only there: a selector of machines, or of hosts by `host:` and `site:`. */
  readonly on?: string | undefined;
  readonly because?: string | undefined;
}

/** Marks what a rule of the configuration ignores: it is shown as such, and never dropped. */
export function markIgnored(
  findings: readonly Finding[],
  rules: readonly IgnoreRule[],
  all: readonly SiteFacts[],
): readonly Finding[] {
  if (rules.length === 0) return findings;
  return findings.map((finding) => {
    const rule = rules.find((one) => one.code === finding.code && fits(one, finding, all));
    return rule === undefined ? finding : { ...finding, ignored: wordsOf(rule) };
  });
}

function fits({ on }: IgnoreRule, finding: Finding, all: readonly SiteFacts[]): boolean {
  if (on === undefined) return true;
  const { site, host = '', machine } = finding;
  const known = all
    .find((facts) => facts.site === site)
    ?.machines.find(({ id }) => id === machine?.id);
  // What is about a host fits by its name too.
  const subject = { site, host, name: machine?.name ?? host, tags: known?.tags ?? [] };
  return matcher(on)({ ...subject, pool: known?.pool });
}

function wordsOf({ on, because }: IgnoreRule): string {
  return [on ?? 'everywhere', because].filter((part) => part !== undefined).join(': ');
}
