import { createLevels, type Levels } from '../rules/levels.ts';
import type { Rule } from '../rules/rule.ts';
import type { Subject } from '../rules/signal.ts';
import { type Columns, columnsOf, createSlots, type Place, type Slots } from '../rules/slots.ts';
import { isSame } from './subjects.ts';

/** One that is watched, and where its figures are. */
export interface Held extends Place {
  readonly subject: Subject;
}

/** What is watched by these rules, and how each of it stands. */
export interface Parts {
  readonly columns: Columns;
  readonly levels: Levels;
  readonly slots: Slots;
  readonly held: (Held | undefined)[];
  readonly handles: Map<string, number>;
}

export function partsFor(rules: readonly Rule[]): Parts {
  const columns = columnsOf(rules);
  return {
    columns,
    levels: createLevels(),
    slots: createSlots(columns),
    held: [],
    handles: new Map(),
  };
}

/** Its handle; which rules hold for it is looked up anew where something of it has changed. */
export function put({ levels, slots, held, handles }: Parts, subject: Subject): number {
  const known = held[handles.get(subject.key) ?? -1];
  if (known && isSame(known.subject, subject)) return known.handle;
  const { handle, base } = known ?? slots.take(subject.kind);
  held[handle] = { subject, handle, base };
  handles.set(subject.key, handle);
  slots.assign(subject, base);
  levels.reserve(slots.used());
  return handle;
}
