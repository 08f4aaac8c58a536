import { z } from 'zod';
import { selector } from '../approvals/rules.ts';
import { closest } from '../line/suggest.ts';
import { codeWords } from './codes.ts';
import type { IgnoreRule } from './ignore.ts';
import type { Physical } from './physical.ts';

/** What the configuration says of the checks. */
export interface DoctorSettings {
  readonly ignore: readonly IgnoreRule[];
  readonly physical: Physical;
}

const code = z.string().transform((word, context) => {
  const known = codeWords.find((one) => one === word);
  if (known !== undefined) return known;
  const [near] = closest(word, codeWords);
  const meant = near === undefined ? '' : `; did you mean ${near}?`;
  context.addIssue(`${word} is no code of host check${meant}`);
  return z.NEVER;
});

/** `checks:` in the configuration. `on` is a selector, of machines or of hosts; everywhere where absent. */
export const checks = z
  .strictObject({
    ignore: z
      .array(
        z.strictObject({
          code,
          on: selector.optional(),
          because: z.string().min(1).max(200).optional(),
        }),
      )
      .default([]),
  })
  .optional();

const name = z.string().min(1).max(100);

/** `physical:` of a site: the name of its one physical host, or of each of its hosts. */
export const physical = z.union([name, z.record(name, name)]);
