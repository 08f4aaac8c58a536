import { type Pair, pairsOf, type Ways, wayAt } from '../matrix/ways.ts';

/**
 * What is told of a way, or of all ways of one machine where `to` is absent. `unknown`: nobody can say now, so that it is as
 * it was before.
 */
export interface ToldWay {
  readonly from: number;
  readonly to?: number | undefined;
  readonly state: 'answers' | 'silent' | 'unknown';
}

/** A machine that so many others do not reach any more is at fault itself. */
const OTHERS = 2;

/**
 * Of the ways that answered before: what fell silent, what answers, what nobody knows. Where none of the others reaches a
 * machine any more, nor it them, that is told once: of its ways one by one nothing is known then.
 */
export function tellWays(ways: Ways, answered: (pair: Pair) => boolean): readonly ToldWay[] {
  const known = pairsOf(ways).filter(answered);
  const stateOf = (pair: Pair) => stateWord(wayAt(ways, pair)?.state);
  const whole = ways.flatMap((_, at): ToldWay[] => {
    const of = known.filter(({ from, to }) => from === at || to === at);
    const to = of.filter((pair) => pair.to === at);
    if (to.length < OTHERS) return [];
    return [{ from: at, state: wholeState(of.map(stateOf), to.map(stateOf)) }];
  });
  const cut = new Set(whole.flatMap(({ from, state }) => (state === 'silent' ? [from] : [])));
  const single = known.map((pair): ToldWay => {
    const isCut = cut.has(pair.from) || cut.has(pair.to);
    return { ...pair, state: isCut ? 'unknown' : stateOf(pair) };
  });
  return [...whole, ...single];
}

/** Of all its ways, by those that lead to it. */
function wholeState(
  all: readonly ToldWay['state'][],
  to: readonly ToldWay['state'][],
): ToldWay['state'] {
  if (all.includes('answers')) return 'answers';
  return to.filter((state) => state === 'silent').length >= OTHERS ? 'silent' : 'unknown';
}

function stateWord(state: 'reached' | 'silent' | 'unknown' | undefined): ToldWay['state'] {
  if (state === 'silent') return 'silent';
  return state === 'reached' ? 'answers' : 'unknown';
}
