import { STALE_MS } from './levels.ts';
import { type Rule, ruleFor, type Threshold } from './rule.ts';
import {
  type SignalInfo,
  type SignalName,
  type Subject,
  type SubjectKind,
  signalNames,
  signals,
  subjectKinds,
} from './signal.ts';

export interface Column {
  readonly rule: Rule;
  readonly of: ReturnType<typeof ruleFor>;
  /** Its place among the rules of that kind of subject. */
  readonly offset: number;
}

/** The rules, by what they watch. */
export interface Columns {
  readonly of: Readonly<Record<SubjectKind, readonly Column[]>>;
  by(signal: SignalName): readonly Column[];
}

export function columnsOf(rules: readonly Rule[]): Columns {
  const of = byKind((kind): readonly Column[] =>
    rules
      .filter(({ signal }) => signals[signal].kind === kind)
      .map((rule, offset) => ({ rule, of: ruleFor({ ...rule, staleMs: staleOf(rule) }), offset })),
  );
  const by = new Map(
    signalNames.map((name) => [
      name,
      of[signals[name].kind].filter(({ rule }) => rule.signal === name),
    ]),
  );
  return { of, by: (signal) => by.get(signal) ?? [] };
}

function byKind<T>(make: (kind: SubjectKind) => T): Readonly<Record<SubjectKind, T>> {
  return Object.fromEntries(subjectKinds.map((kind) => [kind, make(kind)])) as Record<
    SubjectKind,
    T
  >;
}

/** What is asked seldom is not stale for that: one answer may be missing. */
function staleOf({ signal }: Rule): number {
  const { everyMs = 0 }: SignalInfo = signals[signal];
  return Math.max(STALE_MS, 2.5 * everyMs);
}

/** Where a subject's figures are kept. */
export interface Place {
  readonly handle: number;
  /** The first of its slots. */
  readonly base: number;
}

/** How many slots are in use or were. */
export interface Slots {
  used(): number;
  threshold(slot: number): Threshold | undefined;
  take(kind: SubjectKind): Place;
  free(kind: SubjectKind, place: Place): void;
  /** Which rules hold for it from now on. */
  assign(subject: Subject, base: number): void;
}

/** Which slots are whose, and the threshold of each: many share one, so that a slot holds its number only. */
export function createSlots({ of }: Columns): Slots {
  const thresholds = createNumbers<Threshold>();
  const spare = byKind((): Place[] => []);
  let assigned = new Uint16Array(64);
  let next = 0;
  let subjects = 0;
  return {
    used: () => next,
    threshold: (slot) => thresholds.at(assigned[slot] ?? 0),
    take(kind) {
      const free = spare[kind].pop();
      if (free) return free;
      const place = { base: next, handle: subjects };
      next += of[kind].length;
      subjects += 1;
      return place;
    },
    free: (kind, place) => void spare[kind].push(place),
    assign(subject, base) {
      const columns = of[subject.kind];
      assigned = withRoom(assigned, base + columns.length);
      for (const { offset, of: holds } of columns) {
        assigned[base + offset] = thresholds.number(holds(subject));
      }
    },
  };
}

/** Each thing once, by a small number; 0 is none. */
function createNumbers<T>() {
  const all: (T | undefined)[] = [undefined];
  const numbers = new Map<T, number>();
  return {
    at: (number: number) => all[number],
    number(thing: T | undefined): number {
      if (thing === undefined) return 0;
      const known = numbers.get(thing) ?? all.push(thing) - 1;
      numbers.set(thing, known);
      return known;
    },
  };
}

function withRoom(array: Uint16Array<ArrayBuffer>, needed: number): Uint16Array<ArrayBuffer> {
  if (needed <= array.length) return array;
  const room = new Uint16Array(Math.max(needed, Math.ceil(array.length * 1.25)));
  room.set(array);
  return room;
}
