import { expect } from 'vitest';
import { commands } from '../../../commands/index.ts';
import { parseLine } from '../../../src/args.ts';
import type { Facts } from '../../../src/connectivity/facts/values.ts';
import { explain } from '../../../src/connectivity/why/explain.ts';

/** What is found, the cause, and the line on the button where one of ours mends it. */
export type Row = readonly [name: string, facts: Facts, sentence: RegExp, fix?: RegExp];

/** The cause is the first of the chain that is broken, never without a way to mend it, and its button is a line that can be sent. */
export function expectCause(facts: Facts, sentence: RegExp, fix?: RegExp): void {
  const found = explain(facts);
  expect(found.sentence).toMatch(sentence);
  expect(found.verdict).toBe('broken');
  const first = found.chain.find(({ mark }) => mark === 'broken');
  expect(first).toMatchObject({ says: found.sentence, fix: found.fix });
  expect(found.fix?.says).toMatch(/\S/);
  const line = found.fix?.line?.command;
  expect(line === undefined).toBe(fix === undefined);
  if (line === undefined || fix === undefined) return;
  expect(line).toMatch(fix);
  expect(() => parseLine(line, commands)).not.toThrow();
}
