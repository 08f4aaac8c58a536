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
 * machine any more, nor it them, that is told once, and not once for each way.
 */
export function tellWays(ways: Ways, answered: (pair: Pair) => boolean): readonly ToldWay[] {
  const known = pairsOf(ways).filter(answered);
  const places = ways.map((_, at) => at);
  const about = (at: number) => known.filter(({ from, to }) => from === at || to === at);
  const stateOf = (pair: Pair) => wayAt(ways, pair)?.state;
  const cut = new Set(
    places.filter((at) => {
      const of = about(at);
      const to = of.filter((pair) => pair.to === at && stateOf(pair) !== 'unknown');
      return to.length >= OTHERS && of.every((pair) => stateOf(pair) !== 'reached');
    }),
  );
  const dark = places.filter(
    (at) => !cut.has(at) && about(at).every((pair) => stateOf(pair) === 'unknown'),
  );
  return [
    ...[...cut].map((from) => ({ from, state: 'silent' }) as const),
    ...dark.map((from) => ({ from, state: 'unknown' }) as const),
    ...known
      .filter(({ from, to }) => !cut.has(from) && !cut.has(to))
      .map((pair) => ({ ...pair, state: stateWord(stateOf(pair)) })),
  ];
}

function stateWord(state: 'reached' | 'silent' | 'unknown' | undefined): ToldWay['state'] {
  if (state === 'silent') return 'silent';
  return state === 'reached' ? 'answers' : 'unknown';
}
