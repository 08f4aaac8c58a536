import type { KeptIncident } from '../alerts/records.ts';
import type { Subject } from '../alerts/rules/signal.ts';
import { unitOf } from '../alerts/rules/units.ts';

/** What fired again and again: a rule on one thing. */
export interface Often {
  readonly rule: string;
  readonly subject: Subject;
  readonly times: number;
  readonly advice: string;
}

/** From so many times on it is worth a word. */
const OFTEN = 3;

/** The most often first. */
export function oftenIn(incidents: readonly KeptIncident[]): readonly Often[] {
  const counted = new Map<string, Often>();
  for (const { rule, subject, signal, times } of incidents.flatMap(({ members }) => members)) {
    const key = JSON.stringify([rule, subject.key]);
    const before = counted.get(key)?.times ?? 0;
    const advice = unitOf(signal) === undefined ? 'mend it, or leave it out of the rule' : milder;
    counted.set(key, { rule, subject, times: before + times, advice });
  }
  return [...counted.values()]
    .filter(({ times }) => times >= OFTEN)
    .toSorted((a, b) => b.times - a.times);
}

const milder = 'consider a longer for, or a higher trigger';
