import { createLevels, type Figures, type Levels, type Turn } from './levels.ts';
import type { Rule, Threshold } from './rule.ts';
import type { SignalName, Subject } from './signal.ts';
import {
  type Column,
  type Columns,
  columnsOf,
  createSlots,
  type Place,
  type Slots,
} from './slots.ts';

/** A rule that turned on one subject. */
export interface Turned {
  readonly subject: Subject;
  readonly rule: Rule;
  readonly severity: Threshold['severity'];
  readonly figures: Figures;
}

/** What is watched, each by the rules that fit it. A handle is a subject's number for as long as it is watched. */
export interface Watched {
  /** All subjects of a site as they are now; gives the handle of each, in their order. */
  set(site: string, subjects: readonly Subject[]): Renewed;
  /** Gives the rules that turned; most often none. */
  observe(handle: number, signal: SignalName, at: number, value: number): readonly Told[];
  /** It has no figures of these signals for a good reason; gives what fired until now. */
  rest(handle: number, signal: SignalName): readonly Turned[];
  /** Whether it is trouble already, or may become it. */
  isOver(handle: number, signal: SignalName): boolean;
  subject(handle: number): Subject | undefined;
  /** The figures of a rule on a subject; absent where it is not watched by that. */
  figures(subject: string, rule: string): Figures | undefined;
  /** It fires, as another process has seen it; false where it is not watched by that rule. */
  ignite(
    subject: string,
    rule: string,
    seen: { readonly figures: Figures; readonly at: number },
  ): boolean;
  /** How many signals are held, and the bytes of their slots. */
  size(): { readonly signals: number; readonly bytes: number };
}

export interface Renewed {
  readonly handles: readonly number[];
  /** What fired and is not watched any more: the subject is not there, or no rule is for it. */
  readonly gone: readonly Turned[];
}

export interface Told extends Turned {
  readonly turn: Exclude<Turn, undefined>;
}

interface Held extends Place {
  readonly subject: Subject;
}

interface Parts {
  readonly columns: Columns;
  readonly levels: Levels;
  readonly slots: Slots;
  readonly held: (Held | undefined)[];
  readonly handles: Map<string, number>;
}

const nothing: readonly never[] = [];

export function createWatched(rules: readonly Rule[]): Watched {
  const columns = columnsOf(rules);
  const [levels, slots] = [createLevels(), createSlots(columns)];
  const parts: Parts = { columns, levels, slots, held: [], handles: new Map() };
  const bySite = new Map<string, ReadonlySet<string>>();
  return {
    set(site, subjects) {
      const now = new Set(subjects.map(({ key }) => key));
      const left = [...(bySite.get(site) ?? [])].filter((key) => !now.has(key));
      const dropped = left.flatMap((key) => drop(parts, key));
      const unwatched = subjects.flatMap((subject) => unwatch(parts, subject));
      bySite.set(site, now);
      return {
        handles: subjects.map((subject) => put(parts, subject)),
        gone: [...dropped, ...unwatched],
      };
    },
    observe: (handle, signal, at, value) => observe(parts, { handle, signal, at, value }),
    rest(handle, signal) {
      const one = parts.held[handle];
      return one === undefined ? nothing : end(parts, one, columns.by(signal));
    },
    isOver(handle, signal) {
      const base = parts.held[handle]?.base;
      if (base === undefined) return false;
      return columns.by(signal).some(({ offset }) => levels.level(base + offset) !== 'ok');
    },
    subject: (handle) => parts.held[handle]?.subject,
    figures(subject, rule) {
      const slot = slotOf(parts, subject, rule);
      return slot === undefined ? undefined : levels.figures(slot);
    },
    ignite(subject, rule, { figures, at }) {
      const slot = slotOf(parts, subject, rule);
      if (slot !== undefined) levels.ignite(slot, figures, at);
      return slot !== undefined;
    },
    size: () => ({
      signals: slots.used(),
      bytes: slots.used() * (levels.slotBytes + Uint16Array.BYTES_PER_ELEMENT),
    }),
  };
}

export interface Value {
  readonly handle: number;
  readonly signal: SignalName;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly value: number;
}

function observe({ columns, levels, slots, held }: Parts, value: Value): readonly Told[] {
  const one = held[value.handle];
  if (one === undefined) return nothing;
  let told: readonly Told[] = nothing;
  for (const { rule, offset } of columns.by(value.signal)) {
    const slot = one.base + offset;
    const threshold = slots.threshold(slot);
    if (threshold === undefined) continue;
    const turn = levels.step(slot, threshold, value.value, value.at);
    if (turn === undefined) continue;
    const { severity } = threshold;
    const figures = levels.figures(slot);
    told = [...told, { subject: one.subject, rule, severity, turn, figures }];
  }
  return told;
}

/** Where that rule stands on that subject, by their names. */
function slotOf({ columns, slots, held, handles }: Parts, key: string, rule: string) {
  const one = held[handles.get(key) ?? -1];
  const column = one && columns.of[one.subject.kind].find((each) => each.rule.name === rule);
  if (one === undefined || column === undefined) return undefined;
  const slot = one.base + column.offset;
  return slots.threshold(slot) === undefined ? undefined : slot;
}

/** Nothing of it goes on; gives what fired. */
function end({ levels, slots }: Parts, { subject, base }: Held, of: readonly Column[]): Turned[] {
  return of.flatMap(({ rule, offset }) => {
    const slot = base + offset;
    const level = levels.level(slot);
    if (level === 'ok') return [];
    const { severity } = slots.threshold(slot) ?? rule;
    const turned = { subject, rule, severity, figures: levels.figures(slot) };
    levels.reset(slot);
    return level === 'pending' ? [] : [turned];
  });
}

function drop(parts: Parts, key: string): readonly Turned[] {
  const { columns, slots, held, handles } = parts;
  const one = held[handles.get(key) ?? -1];
  if (one === undefined) return nothing;
  const { kind } = one.subject;
  const fired = end(parts, one, columns.of[kind]);
  handles.delete(key);
  held[one.handle] = undefined;
  slots.free(kind, { handle: one.handle, base: one.base });
  return fired;
}

/** A rule that no longer holds for it, as its tags are now. */
function unwatch(parts: Parts, subject: Subject): readonly Turned[] {
  const known = parts.held[parts.handles.get(subject.key) ?? -1];
  if (known === undefined || isSame(known.subject, subject)) return nothing;
  const off = parts.columns.of[subject.kind].filter(({ of }) => of(subject) === undefined);
  return end(parts, known, off);
}

/** Its handle; which rules hold for it is looked up anew where something of it has changed. */
function put({ levels, slots, held, handles }: Parts, subject: Subject): number {
  const known = held[handles.get(subject.key) ?? -1];
  if (known && isSame(known.subject, subject)) return known.handle;
  const { handle, base } = known ?? slots.take(subject.kind);
  held[handle] = { subject, handle, base };
  handles.set(subject.key, handle);
  slots.assign(subject, base);
  levels.reserve(slots.used());
  return handle;
}

function isSame(a: Subject, b: Subject): boolean {
  return (
    a.host === b.host &&
    a.name === b.name &&
    a.state === b.state &&
    a.pool === b.pool &&
    a.tags.length === b.tags.length &&
    a.tags.every((tag, at) => tag === b.tags[at])
  );
}
