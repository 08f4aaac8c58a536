import { expect } from 'vitest';
import type { Facts } from '../../../src/connectivity/facts/values.ts';
import { explain } from '../../../src/connectivity/why/explain.ts';

/** What is found, the cause, and the line on the button where one of ours mends it. */
export type Row = readonly [name: string, facts: Facts, sentence: RegExp, fix?: RegExp];

/** The cause is the first of the chain that is broken, and never without a way to mend it. */
export function expectCause(facts: Facts, sentence: RegExp, fix: RegExp | undefined): void {
  const found = explain(facts);
  expect(found.sentence).toMatch(sentence);
  expect(found.verdict).toBe('broken');
  const first = found.chain.find(({ mark }) => mark === 'broken');
  expect(first).toMatchObject({ says: found.sentence, fix: found.fix });
  expect(found.fix?.says).toMatch(/\S/);
  if (fix) expect(found.fix?.line?.command).toMatch(fix);
  else expect(found.fix?.line).toBeUndefined();
}
