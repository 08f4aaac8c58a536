import type { Rule } from '../../../src/alerts/rules/rule.ts';
import { MINUTE } from '../../fixtures/alerts.ts';

/** Minutes `from` (in) `to` (out) in which a machine's load is held at least this high. */
export interface Injected {
  readonly machine: number;
  readonly from: number;
  readonly to: number;
  readonly level: number;
}

export interface Load {
  /** One of each machine, as {@link advance} left them. */
  readonly values: Float64Array;
  advance(minute: number): void;
  readonly incidents: readonly Injected[];
}

export interface LoadParts {
  readonly seed: number;
  readonly machines: number;
  readonly minutes: number;
  readonly rule: Rule;
  readonly fleet: Fleet;
}

/** How busy machines are that nothing disturbs. */
export interface Fleet {
  /** Each machine's mean is between these. */
  readonly means: readonly [least: number, most: number];
  /** The share by which a load strays from its mean: the standard deviation. */
  readonly spread: number;
}

const INCIDENTS = 20;
const SPIKES = 200;
/** How much of the way to its mean a load goes back in a minute. */
const REVERSION = 0.05;
/** Minutes between two things on one machine. */
const APART = 90;

/**
 * Mean-reverting load (Ornstein–Uhlenbeck, a step a minute), the same for the same seed: incidents at least ten points
 * over the trigger for at least twice the rule's `for`, spikes over the trigger for less than it.
 */
export function makeLoad({ seed, machines, minutes, rule, fleet }: LoadParts): Load {
  const random = randomFrom(seed);
  const forMinutes = rule.forMs / MINUTE;
  const book = createBook({ machines, minutes, random });
  const incidents = Array.from({ length: INCIDENTS }, () =>
    book.place(forMinutes * (2 + 4 * random()), rule.trigger + 0.1 + 0.1 * random()),
  );
  for (let spike = 0; spike < SPIKES; spike += 1) {
    book.place(1 + (forMinutes - 1) * random(), rule.trigger + (1 - rule.trigger) * random());
  }
  const [least, most] = fleet.means;
  const means = Float64Array.from({ length: machines }, () => least + (most - least) * random());
  const base = Float64Array.from(means);
  const values = new Float64Array(machines);
  const noise = fleet.spread * Math.sqrt(2 * REVERSION);
  const normal = normalFrom(random);
  return {
    values,
    incidents,
    advance(minute) {
      for (let at = 0; at < machines; at += 1) {
        const before = base[at] ?? 0;
        const next = before + REVERSION * ((means[at] ?? 0) - before) + noise * normal();
        base[at] = next;
        values[at] = Math.min(1, Math.max(0, next));
      }
      for (const { machine, level } of book.at(minute)) {
        values[machine] = Math.max(level, values[machine] ?? 0);
      }
    },
  };
}

interface Book {
  /** Puts it on some machine, away from what else is there. */
  place(minutes: number, level: number): Injected;
  at(minute: number): readonly Injected[];
}

function createBook({
  machines,
  minutes,
  random,
}: Pick<LoadParts, 'machines' | 'minutes'> & { readonly random: () => number }): Book {
  const all: Injected[] = [];
  const isNear = (one: Injected) => (other: Injected) =>
    one.machine === other.machine && one.from < other.to + APART && other.from < one.to + APART;
  return {
    place(span, level) {
      for (;;) {
        const from = Math.floor(random() * (minutes - span - 1));
        const to = from + Math.floor(span);
        const one = { machine: Math.floor(random() * machines), from, to, level };
        if (all.some(isNear(one))) continue;
        all.push(one);
        return one;
      }
    },
    at: (minute) => all.filter(({ from, to }) => from <= minute && minute < to),
  };
}

/** Mulberry32, by Tommy Ettinger (public domain): small, and the same everywhere. */
function randomFrom(seed: number): () => number {
  let state = seed * 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Standard normal, drawn from many that are made once (Box–Muller): a day needs more than a million. */
function normalFrom(random: () => number): () => number {
  const made = Float64Array.from(
    { length: 2 ** 16 },
    () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  );
  return () => made[Math.floor(random() * made.length)] ?? 0;
}
