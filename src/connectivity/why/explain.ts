import { type Facts, hasAnswer } from '../facts/values.ts';
import { addressRules } from './address-rules.ts';
import type { Case, Fix, Part } from './part.ts';
import { plugParts } from './plug-rules.ts';
import { probeRules } from './probe-rules.ts';
import { segmentRules } from './segment-rules.ts';
import { placed, viewsOf } from './view.ts';

/** Why two machines can, or cannot, talk. */
export interface Explanation {
  /** unknown: nothing that was found is broken, and nothing proves that they reach each other. */
  readonly verdict: 'reached' | 'broken' | 'unknown';
  /** The answer in one sentence, without its full stop. */
  readonly sentence: string;
  readonly fix?: Fix | undefined;
  /** From the one end to the other; the first that is broken is the cause. */
  readonly chain: readonly Part[];
}

/** The first broken link and its fix, from the facts alone: the same facts always give the same answer. */
export function explain(facts: Facts): Explanation {
  const [a, b] = viewsOf(facts.a, facts.b);
  const found: Case = { facts, a, b };
  const rules = [...segmentRules, ...addressRules, ...probeRules];
  const all = [...plugParts(found), ...rules.map((rule) => rule(found))];
  const chain = believed(
    all.filter((part) => part !== undefined),
    facts,
  );
  const cause = chain.find(({ mark }) => mark === 'broken');
  if (cause) return { verdict: 'broken', sentence: cause.says, fix: cause.fix, chain };
  const words = `${placed(facts.a)} and ${placed(facts.b)}`;
  if (canTalk(facts)) {
    const one = facts.there.outcome === 'reached' ? facts.there : facts.back;
    return { verdict: 'reached', sentence: `${words} reach each other (${one.address})`, chain };
  }
  const why = facts.there.why ?? facts.back.why;
  const sentence = `nothing between ${words} is seen to be broken, and it could not be tried${why ? `: ${why}` : ''}`;
  return { verdict: 'unknown', sentence, chain };
}

/**
 * Whether something came back from one end, and no question of the other stayed without an answer: an echo goes both ways, a
 * silence the other way round is a fault of its own.
 */
export function canTalk({ there, back }: Facts): boolean {
  const ways = [there, back];
  return ways.some(hasAnswer) && ways.every((way) => way.outcome !== 'silent' || hasAnswer(way));
}

/** Proof beats guesses: what looks broken and is not in the way is a note. */
function believed(chain: readonly Part[], facts: Facts): readonly Part[] {
  if (!canTalk(facts)) return chain;
  return chain.map((part) =>
    part.mark === 'broken' && !part.stands ? { ...part, mark: 'note', fix: undefined } : part,
  );
}
