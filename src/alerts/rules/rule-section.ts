import { z } from 'zod';
import { inPlainWords, inWords } from '../../config/plain-issue.ts';
import { closest } from '../../line/suggest.ts';
import { selector } from '../selector-mistakes.ts';
import { changed } from './changed.ts';
import { defaultRules } from './default-rules.ts';
import { durationOf } from './duration.ts';
import type { Override, Rule, Threshold } from './rule.ts';
import { type SignalName, signalNames } from './signal.ts';

/** A rule that fires after more than this would be forgotten before. */
const LONGEST_MS = 7 * 86_400_000;

const figure = z.union([z.string(), z.number()], { error: 'wants a figure, as 80%' });

const duration = z
  .union([z.string(), z.number()], { error: 'wants a time, as 10m' })
  .transform((given, context) => {
    const ms = durationOf(String(given));
    if (ms !== undefined && ms <= LONGEST_MS) return ms;
    context.addIssue(
      ms === undefined ? 'wants a time with its unit, as 30s, 10m or 2h' : 'wants at most a week',
    );
    return z.NEVER;
  });

const change = {
  trigger: figure.optional(),
  clear: figure.optional(),
  for: duration.optional(),
  clearFor: duration.optional(),
  severity: z.enum(['warning', 'critical']).optional(),
};

const WrittenRule = z.strictObject({
  signal: z.string().optional(),
  on: selector.optional(),
  ...change,
  except: z
    .array(z.strictObject({ on: selector, off: z.boolean().optional(), ...change }))
    .optional(),
});

type WrittenRule = z.infer<typeof WrittenRule>;

export interface ReadRules {
  readonly rules: readonly Rule[];
  readonly problems: readonly string[];
}

/** The default rules with what was written of them, and those that are written besides; mistakes with their paths. */
export function rulesFrom(written: Readonly<Record<string, unknown>>): ReadRules {
  const read = Object.entries(written).map(([name, value]) => readRule(name, value));
  const byName = new Map(read.map((one) => [one.name, one]));
  const known = defaultRules.flatMap((rule) => {
    const one = byName.get(rule.name);
    return one === undefined ? [rule] : (one.rule ?? []);
  });
  const own = read.flatMap(({ name, rule }) => (defaultRule(name) ? [] : (rule ?? [])));
  return { rules: [...known, ...own], problems: read.flatMap(({ problems }) => problems) };
}

interface ReadRule {
  readonly name: string;
  /** Absent where it is off, and where it is wrong. */
  readonly rule?: Rule | undefined;
  readonly problems: readonly string[];
}

function readRule(name: string, value: unknown): ReadRule {
  const at = `alerts.rules.${name}`;
  const base = defaultRule(name);
  if (value === false || value === 'off') {
    return {
      name,
      problems: base ? [] : [`${at}: there is no rule ${name}${meant(name, ruleNames)}`],
    };
  }
  const found = WrittenRule.safeParse(value ?? {}, { error: inPlainWords });
  if (!found.success) {
    const inside = (issue: z.core.$ZodIssue) => ({
      ...issue,
      path: ['alerts', 'rules', name, ...issue.path],
    });
    return { name, problems: found.error.issues.map((issue) => inWords(inside(issue))) };
  }
  const signal = signalOf(name, found.data);
  if (typeof signal !== 'string') return { name, problems: [`${at}${signal.wrong}`] };
  return madeOf({ name, signal, from: base ?? likeOthers(signal), written: found.data });
}

/** What it is about, or what is wrong with that. */
function signalOf(name: string, { signal }: WrittenRule): SignalName | { readonly wrong: string } {
  const base = defaultRule(name);
  if (signal === undefined) {
    if (base) return base.signal;
    return {
      wrong: `: there is no rule ${name}${meant(name, ruleNames)} (one of your own wants a signal:)`,
    };
  }
  const known = signalNames.find((one) => one === signal);
  if (known === undefined) {
    return { wrong: `.signal: there is no signal ${signal}${meant(signal, signalNames)}` };
  }
  if (base === undefined || base.signal === known) return known;
  return { wrong: `.signal: ${name} is about ${base.signal}; give yours another name` };
}

interface Making {
  readonly name: string;
  readonly signal: SignalName;
  readonly from: Threshold;
  readonly written: WrittenRule;
}

function madeOf({ name, signal, from, written }: Making): ReadRule {
  const at = `alerts.rules.${name}`;
  const base = defaultRule(name);
  const { threshold, problems } = changed({ signal, from, change: written, at });
  const exceptions = (written.except ?? []).map(({ on, off, ...change }, index) => {
    const own = changed({ signal, from: threshold, change, at: `${at}.except[${index}]` });
    return { override: off === true ? { on, off } : { on, ...own.threshold }, ...own };
  });
  const overrides: Override[] = [
    ...(base?.overrides ?? []),
    ...exceptions.map(({ override }) => override),
  ];
  const on = written.on ?? base?.on;
  return {
    name,
    problems: [...problems, ...exceptions.flatMap((one) => one.problems)],
    rule: {
      ...{ name, signal, ...threshold },
      ...(on !== undefined && { on }),
      ...(overrides.length > 0 && { overrides }),
    },
  };
}

const ruleNames = defaultRules.map(({ name }) => name);

function defaultRule(name: string): Rule | undefined {
  return defaultRules.find((one) => one.name === name);
}

/** What a rule of one's own does not say is as in the first default rule on the same signal. */
function likeOthers(signal: SignalName): Threshold {
  return defaultRules.find((one) => one.signal === signal) ?? plain;
}

const plain: Threshold = {
  ...{ trigger: 1, clear: 1, forMs: 5 * 60_000, clearForMs: 60_000 },
  severity: 'warning',
};

function meant(word: string, known: readonly string[]): string {
  const [near] = closest(word, known);
  return near === undefined ? '' : `; did you mean ${near}?`;
}
