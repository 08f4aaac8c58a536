import type { Post } from './incident.ts';
import type { AlertRecords, KeptIncident } from './records.ts';
import type { Severity } from './rules/rule.ts';

/** What somebody who looks on has to hear of one incident. */
export interface News {
  readonly why: Extract<Post['why'], 'fired' | 'escalated' | 'resolved'>;
  readonly incident: KeptIncident;
}

/** What is new since the last look, for one person who looks on. */
export interface NewsDesk {
  /** `open` is all that is open and that the person may see. What was open before the first look is no news. */
  look(open: readonly KeptIncident[]): Promise<readonly News[]>;
}

export function createNewsDesk({ find }: Pick<AlertRecords, 'find'>): NewsDesk {
  const known = new Map<number, Severity>();
  let isFirst = true;
  return {
    async look(open) {
      const loud = open.filter(({ number, quiet }) => quiet === undefined || known.has(number));
      const news = isFirst ? [] : loud.flatMap((one) => newsOf(one, known.get(one.number)));
      const numbers = new Set(open.map(({ number }) => number));
      const left = [...known.keys()].filter((number) => !numbers.has(number));
      const ended = await Promise.all(left.map(find));
      isFirst = false;
      for (const number of left) known.delete(number);
      for (const { number, severity } of loud) known.set(number, severity);
      const over = ended.filter(({ endedAt }) => endedAt !== undefined);
      return [...over.map((incident): News => ({ why: 'resolved', incident })), ...news];
    },
  };
}

function newsOf(incident: KeptIncident, before: Severity | undefined): readonly News[] {
  if (before === undefined) return [{ why: 'fired', incident }];
  const isWorse = before === 'warning' && incident.severity === 'critical';
  return isWorse && incident.quiet === undefined ? [{ why: 'escalated', incident }] : [];
}
