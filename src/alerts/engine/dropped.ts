import type { Member } from '../incident.ts';

/** Why something is over that nobody saw get better: nobody looks any more. */
export type Dropped = 'rule-gone' | 'rule-off' | 'site-gone';

const words = {
  'rule-gone': 'its rule was taken out',
  'rule-off': 'its rule does not hold for it any more',
  'site-gone': 'its site was taken out of the configuration',
} as const satisfies Readonly<Record<Dropped, string>>;

export function droppedWords(why: Dropped): string {
  return words[why];
}

/** Why all of those that had it last are over, where nobody saw it of any of them. */
export function droppedOf(members: Iterable<Member>): Dropped | undefined {
  const all = [...members];
  if (all.length === 0 || all.some(({ until }) => until === undefined)) return undefined;
  const end = Math.max(...all.map(({ until = 0 }) => until));
  const last = all.filter(({ until }) => until === end).map(({ dropped }) => dropped);
  return last.every((why) => why !== undefined) ? last[0] : undefined;
}
