import { z } from 'zod';

/*
 * Discord gives back more than it was told, and leaves out what is as usual. Both sides are brought to the same
 * shape: only what a registration is made of, and what is absent as its default.
 */

const choice = z.object({ name: z.string(), value: z.union([z.string(), z.number()]) });

const value = z.object({
  type: z.number(),
  name: z.string(),
  description: z.string(),
  required: z.boolean().nullish().transform(Boolean),
  autocomplete: z.boolean().nullish().transform(Boolean),
  min_value: z.number().nullish().transform(orNull),
  max_value: z.number().nullish().transform(orNull),
  choices: z.array(choice).nullish().transform(orNone),
});
const subcommand = value.extend({ options: z.array(value).nullish().transform(orNone) });
const option = value.extend({ options: z.array(subcommand).nullish().transform(orNone) });

const command = z.object({
  id: z.string().optional(),
  type: z.number().default(1),
  name: z.string(),
  description: z.string(),
  default_member_permissions: z.string().nullish().transform(orNull),
  contexts: z.array(z.number()).nullish().transform(sorted),
  integration_types: z.array(z.number()).nullish().transform(sorted),
  options: z.array(option).nullish().transform(orNone),
});

export type Known = z.infer<typeof command>;

/** Throws where Discord's answer is none. Those of one server have no contexts: they are there alone. */
export function readCommands(list: unknown, inGuild: boolean): readonly Known[] {
  const known = z.array(command).parse(list);
  return inGuild
    ? known.map((one) => ({ ...one, contexts: null, integration_types: null }))
    : known;
}

export interface Change {
  readonly name: string;
  readonly what: 'added' | 'changed' | 'removed';
}

/** What would have to be told to Discord; nothing when it knows already. */
export function changesOf(now: readonly Known[], wanted: readonly Known[]): readonly Change[] {
  const names = [...new Set([...now, ...wanted].map(({ name }) => name))];
  return names.flatMap((name): Change[] => {
    const before = now.find((one) => one.name === name);
    const after = wanted.find((one) => one.name === name);
    if (after === undefined) return [{ name, what: 'removed' }];
    if (before === undefined) return [{ name, what: 'added' }];
    return shapeOf(before) === shapeOf(after) ? [] : [{ name, what: 'changed' }];
  });
}

/** Without the id, which is Discord's. */
function shapeOf({ id: _, ...rest }: Known): string {
  return JSON.stringify(rest);
}

function orNull<T>(value: T | null | undefined): T | null {
  return value ?? null;
}

function orNone<T>(list: readonly T[] | null | undefined): readonly T[] {
  return list ?? [];
}

function sorted(list: readonly number[] | null | undefined): readonly number[] | null {
  return list?.toSorted((a, b) => a - b) ?? null;
}
