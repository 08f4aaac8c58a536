import type { Figures, Turn } from '../rules/levels.ts';
import type { Rule } from '../rules/rule.ts';
import type { SignalName, Subject } from '../rules/signal.ts';
import type { Column } from '../rules/slots.ts';
import { type Adopted, adopt } from './adopt.ts';
import type { Dropped } from './dropped.ts';
import { isSame } from './subjects.ts';
import type { Turned } from './turned.ts';
import { type Held, type Parts, partsFor, put } from './watched-parts.ts';

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
  /** It fires, as another process has seen it, unless it is not there or not watched by that rule. */
  ignite(
    subject: string,
    rule: string,
    seen: { readonly figures: Figures; readonly at: number },
  ): Ignited;
  /** Other rules from now on. Handles are those of the next {@link set} of each site. */
  adopt(rules: readonly Rule[]): Adopted;
  /** How many signals are held, and the bytes of their slots. */
  size(): { readonly signals: number; readonly bytes: number };
}

export interface Renewed {
  readonly handles: readonly number[];
  /** What fired and is not there any more. */
  readonly gone: readonly Turned[];
  /** What fired, and the rule is not for it any more. */
  readonly off: readonly Turned[];
}

export type Ignited = 'fires' | 'gone' | Extract<Dropped, 'rule-gone' | 'rule-off'>;

export interface Told extends Turned {
  readonly turn: Exclude<Turn, undefined>;
}

const nothing: readonly never[] = [];

export function createWatched(rules: readonly Rule[]): Watched {
  let parts = partsFor(rules);
  const bySite = new Map<string, ReadonlySet<string>>();
  return {
    set(site, subjects) {
      const now = new Set(subjects.map(({ key }) => key));
      const left = [...(bySite.get(site) ?? [])].filter((key) => !now.has(key));
      const gone = left.flatMap((key) => drop(parts, key));
      const off = subjects.flatMap((subject) => unwatch(parts, subject));
      bySite.set(site, now);
      return { handles: subjects.map((subject) => put(parts, subject)), gone, off };
    },
    observe: (handle, signal, at, value) => observe(parts, { handle, signal, at, value }),
    rest(handle, signal) {
      const one = parts.held[handle];
      return one === undefined ? nothing : end(parts, one, parts.columns.by(signal));
    },
    isOver(handle, signal) {
      const { columns, levels, held } = parts;
      const base = held[handle]?.base;
      if (base === undefined) return false;
      return columns.by(signal).some(({ offset }) => levels.level(base + offset) !== 'ok');
    },
    subject: (handle) => parts.held[handle]?.subject,
    figures(subject, rule) {
      const slot = slotOf(parts, subject, rule);
      return slot === undefined ? undefined : parts.levels.figures(slot);
    },
    ignite: (subject, rule, seen) => ignite(parts, { subject, rule, ...seen }),
    adopt(others) {
      const next = partsFor(others);
      const adopted = adopt(parts, next);
      parts = next;
      return adopted;
    },
    size() {
      const signals = parts.slots.used();
      return { signals, bytes: signals * (parts.levels.slotBytes + Uint16Array.BYTES_PER_ELEMENT) };
    },
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

interface Igniting {
  readonly subject: string;
  readonly rule: string;
  readonly figures: Figures;
  readonly at: number;
}

function ignite(parts: Parts, { subject, rule, figures, at }: Igniting): Ignited {
  const one = parts.held[parts.handles.get(subject) ?? -1];
  if (one === undefined) return 'gone';
  const slot = slotOf(parts, subject, rule);
  if (slot === undefined) {
    const all = parts.columns.of[one.subject.kind];
    return all.some((column) => column.rule.name === rule) ? 'rule-off' : 'rule-gone';
  }
  parts.levels.ignite(slot, figures, at);
  return 'fires';
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
