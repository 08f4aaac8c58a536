import { z } from 'zod';
import { durationOf } from '../alerts/rules/duration.ts';
import { inPlainWords, inWords } from '../config/plain-issue.ts';
import { timezone } from '../config/zone.ts';
import { DAY_MS, wallIn } from '../time/local-time.ts';
import type { AccessFile } from './file.ts';
import { mistakesIn } from './mistakes.ts';
import type { Rotation } from './rotation.ts';

/** A name of ours: it stands in selectors for `{person}`, so it holds none of their signs. */
const word = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'wants 1 to 32 small letters, digits and hyphens');

/** Discord's ids are more than a number of YAML holds: read as one, the last digits would be wrong. */
const id = z
  .string({
    error: ({ input }) =>
      typeof input === 'number' ? 'wants a text: put the id in quotes' : undefined,
  })
  .regex(/^[\w.@-]{1,64}$/, 'wants the id, as the platform has it');

const many = <T extends z.ZodType>(one: T) => z.array(one).min(1);
const byPlatform = z
  .record(word, many(id))
  .refine((given) => Object.keys(given).length > 0, 'wants something in it');

const Person = z
  .object({ name: z.string().min(1).max(80).optional() })
  .catchall(id)
  .transform(({ name, ...ids }) => ({ name, ids: onlyTexts(ids) }));

const OwnRole = z.union([
  many(z.string()).transform((may) => ({ includes: [], may })),
  z
    .strictObject({ includes: many(z.string()).optional(), may: many(z.string()).optional() })
    .transform(({ includes = [], may = [] }) => ({ includes, may })),
]);

const Binding = z.strictObject({
  role: z.string(),
  people: many(z.string()).default([]),
  groups: byPlatform.default({}),
  on: many(z.string().min(1).max(200)).optional(),
  in: byPlatform.optional(),
});

/** A turn of less would be over before anybody is awake. */
const SHORTEST_MS = 3_600_000;
const LONGEST_MS = 366 * DAY_MS;

const turn = z
  .union([z.string(), z.number()], { error: 'wants a time, as 1w' })
  .transform((given, context) => {
    const ms = durationOf(String(given));
    if (ms !== undefined && ms >= SHORTEST_MS && ms <= LONGEST_MS) return ms;
    context.addIssue(
      ms === undefined
        ? 'wants a time with its unit, as 1w, 1d or 12h'
        : 'wants at least an hour, and at most a year',
    );
    return z.NEVER;
  });

const handover = z.string().transform((text, context) => {
  const wall = wallIn(text);
  if (wall !== undefined) return wall;
  context.addIssue('wants a day and a time of the first handover, as 2026-01-05 09:00');
  return z.NEVER;
});

const Rota = z
  .strictObject({ people: many(z.string()), every: turn, from: handover, zone: timezone })
  .transform(({ every: everyMs, ...rota }): Rotation => ({ ...rota, everyMs }));

const Section = z.strictObject({
  people: z.record(word, Person.nullish()).nullish(),
  roles: z.record(word, OwnRole).nullish(),
  bindings: z.array(Binding).nullish(),
  onCall: z.record(word, Rota).nullish(),
});

export interface ReadAccess {
  /** Absent where the file says nothing of access, and where what it says is wrong. */
  readonly access?: AccessFile | undefined;
  readonly problems: readonly string[];
}

/** Reads `access:`; every mistake with its path. An empty section is one: it gives nobody anything. */
export function readAccess(raw: unknown, platforms?: readonly string[]): ReadAccess {
  const file = z.looseObject({}).safeParse(raw).data;
  if (file === undefined || !('access' in file)) return { problems: [] };
  const found = Section.safeParse(file['access'] ?? {}, { error: inPlainWords });
  if (!found.success) {
    const at = (issue: z.core.$ZodIssue) => ({ ...issue, path: ['access', ...issue.path] });
    return { problems: found.error.issues.map((issue) => inWords(at(issue))) };
  }
  const { people, roles, bindings, onCall } = found.data;
  const access: AccessFile = {
    people: Object.fromEntries(
      Object.entries(people ?? {}).map(([person, given]) => [
        person,
        { name: given?.name ?? person, ids: given?.ids ?? {} },
      ]),
    ),
    roles: roles ?? {},
    bindings: bindings ?? [],
    ...(onCall && { onCall }),
  };
  const problems = mistakesIn(access, platforms);
  return problems.length > 0 ? { problems } : { access, problems };
}

function onlyTexts(ids: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(ids).flatMap(([platform, one]) =>
      typeof one === 'string' ? [[platform, one]] : [],
    ),
  );
}
