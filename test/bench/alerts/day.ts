import { setImmediate } from 'node:timers/promises';
import { createEngine, type Engine } from '../../../src/alerts/engine/engine.ts';
import type { Post } from '../../../src/alerts/incident.ts';
import { defaultRules } from '../../../src/alerts/rules/default-rules.ts';
import { MINUTE, machineOn } from '../../fixtures/alerts.ts';
import type { Measured } from '../figure.ts';
import { type Fleet, type Injected, makeLoad } from './load.ts';

const MACHINES = 1_000;
const MACHINES_A_HOST = 40;
const SEEDS = 50;
const DAY_MINUTES = 24 * 60;
const rules = defaultRules.filter(({ name }) => name === 'machine-cpu');

/**
 * Of the first, the busiest machine's trigger is five spreads away: whatever is over it was put there. Of the second it
 * is less than four, and in a thousand machines' day some are truly over it for long enough: told for information.
 */
const fleets: readonly (Fleet & { readonly name: string; readonly goal: number })[] = [
  { name: 'a fleet with room', means: [0.2, 0.45], spread: 0.07, goal: 1 },
  { name: 'a fleet near its limit', means: [0.2, 0.5], spread: 0.08, goal: 0 },
];

/** A day of a thousand machines whose load comes and goes, with incidents to find and spikes to leave alone. */
export async function* measureDay(signal: AbortSignal): AsyncGenerator<Measured> {
  for (const fleet of fleets) yield* measureDays(fleet, signal);
}

async function* measureDays(
  { name, goal, ...fleet }: (typeof fleets)[number],
  signal: AbortSignal,
): AsyncGenerator<Measured> {
  const sum = { found: 0, incidents: 0, right: 0, fired: 0 };
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const day = playDay(seed, fleet);
    for (const [key, value] of Object.entries(day)) sum[key as keyof typeof sum] += value;
    // Ctrl-C is heard between two days.
    await setImmediate();
    signal.throwIfAborted();
  }
  const least = { is: 'at-least', limit: goal } as const;
  yield {
    figure: `${SEEDS} days of ${name}, precision of ${sum.fired} alerts`,
    ...{ value: sum.right / sum.fired, unit: 'share', goal: least },
  };
  yield {
    figure: `${SEEDS} days of ${name}, recall of ${sum.incidents} incidents`,
    ...{ value: sum.found / sum.incidents, unit: 'share', goal: least },
  };
}

function playDay(seed: number, fleet: Fleet) {
  const [rule] = rules;
  if (rule === undefined) throw new Error('there is no rule for the CPU of a machine');
  const load = makeLoad({ seed, machines: MACHINES, minutes: DAY_MINUTES, rule, fleet });
  const engine = createEngine(rules);
  const fired: Fired[] = [];
  const known = new Set<string>();
  const subjects = Array.from({ length: MACHINES }, (_, at) =>
    machineOn(`kvm-${Math.floor(at / MACHINES_A_HOST)}`, String(at)),
  );
  const handles = engine.watch('kvm', subjects, 0);
  for (let minute = 0; minute < DAY_MINUTES; minute += 1) {
    load.advance(minute);
    fired.push(...cycle({ engine, handles, values: load.values, minute, known }));
  }
  return compare(fired, load.incidents);
}

interface Fired {
  readonly machine: number;
  readonly minute: number;
}

interface Cycle {
  readonly engine: Engine;
  readonly handles: readonly number[];
  readonly values: Float64Array;
  readonly minute: number;
  readonly known: Set<string>;
}

function cycle({ engine, handles, values, minute, known }: Cycle): readonly Fired[] {
  const now = minute * MINUTE;
  for (const [at, handle] of handles.entries()) {
    engine.observe(handle, 'machine-cpu', now, values[at] ?? 0);
  }
  engine.heard('kvm', now);
  return engine.tick(now).flatMap((post) => newIn(post, known, minute));
}

/** Those who fired and were not told of before. */
function newIn({ incident }: Post, known: Set<string>, minute: number): readonly Fired[] {
  return incident.members.flatMap(({ subject, times }): Fired[] => {
    const mark = `${incident.id} ${subject.name} ${times}`;
    if (known.has(mark)) return [];
    known.add(mark);
    return [{ machine: Number(subject.name), minute }];
  });
}

function compare(fired: readonly Fired[], incidents: readonly Injected[]) {
  const belongs = (one: Fired, { machine, from, to }: Injected) =>
    one.machine === machine && from <= one.minute && one.minute < to;
  const right = fired.filter((one) => incidents.some((incident) => belongs(one, incident)));
  const found = incidents.filter((incident) => fired.some((one) => belongs(one, incident)));
  return {
    ...{ fired: fired.length, right: right.length },
    ...{ incidents: incidents.length, found: found.length },
  };
}
