import type { OperationContext } from '../../operation.ts';
import type { TargetMachine } from '../../operations/machine-ref.ts';
import { lookAtEnd } from './end.ts';
import { otherCards } from './others.ts';
import { probeFrom, withLarge } from './probe.ts';
import type { Facts } from './values.ts';

export interface Pair {
  readonly a: TargetMachine;
  readonly b: TargetMachine;
  /** Sites whose machines the person may all see: only those are named. */
  readonly seen: readonly string[];
}

/** Looks at both ends and what is between, and tries the way. It changes nothing, so a restart asks all of it anew. */
export async function collect(pair: Pair, context: OperationContext): Promise<Facts> {
  const [others, found] = await Promise.all([
    otherCards(pair.seen, [pair.a.ref, pair.b.ref], context),
    between(pair, context),
  ]);
  return { ...found, others };
}

async function between(pair: Pair, context: OperationContext): Promise<Omit<Facts, 'others'>> {
  const { task } = context;
  task.report({ note: 'Looking at both ends' });
  const [one, two] = await Promise.all([lookAtEnd(pair.a, context), lookAtEnd(pair.b, context)]);
  const [a, b] = [one.end, two.end];
  task.report({ note: `Trying the way between ${a.label} and ${b.label}` });
  const [there, back] = await Promise.all([
    probeFrom(one.sender, a, b),
    probeFrom(two.sender, b, a),
  ]);
  // An echo goes there and comes back, so one end finds what is too narrow for it either way.
  const isThere = there.outcome === 'reached';
  return {
    a,
    b,
    there: await withLarge(there, one.sender, a),
    back: isThere ? back : await withLarge(back, two.sender, b),
  };
}
