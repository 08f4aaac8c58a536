import type { Threshold } from './rule.ts';

/** Where one figure stands against its rule. */
export type Level = 'ok' | 'pending' | 'firing' | 'clearing';

/** What a new value made of it; `undefined` where it is nothing to tell. */
export type Turn = 'fired' | 'resolved' | undefined;

/** Many figures against their thresholds, each in one slot of flat arrays: no object for any of them. */
export interface Levels {
  /** Room for so many slots. */
  reserve(slots: number): void;
  /** A value of the slot, at a moment not before its last one. */
  step(slot: number, threshold: Threshold, value: number, at: number): Turn;
  level(slot: number): Level;
  figures(slot: number): Figures;
  reset(slot: number): void;
  /** All that is known of the slot; nothing where it is well. */
  row(slot: number): Row | undefined;
  /** It goes on as it stood in another slot; `anew`: what was on its way to be over begins with that anew. */
  put(slot: number, row: Row, anew?: 'anew'): void;
  /** It fires, as another process has seen it. */
  ignite(slot: number, figures: Figures, at: number): void;
  /** What a slot costs, in bytes. */
  readonly slotBytes: number;
}

/** Where a slot stands, as another one can go on with it. */
export interface Row {
  readonly level: Exclude<Level, 'ok'>;
  readonly figures: Float64Array;
}

/** Times are milliseconds since the epoch. */
export interface Figures {
  readonly value: number;
  /** The most since it began. */
  readonly peak: number;
  /** Since when it is over the trigger. */
  readonly since: number;
}

/** Milliseconds without a value after which neither `for` nor the time to clear goes on: nobody saw what was between. */
export const STALE_MS = 120_000;

/** What adding up many values may lose. */
const ROUNDING = 1e-9;

const levels = ['ok', 'pending', 'firing', 'clearing'] as const satisfies readonly Level[];
const [OK, PENDING, FIRING, CLEARING] = [0, 1, 2, 3];

/** Columns of a row in the array of figures. */
const [SINCE, CLEAR_SINCE, LAST, SUM, COUNT, PEAK, VALUE, WIDTH] = [0, 1, 2, 3, 4, 5, 6, 7];
const FIRST_SLOTS = 64;

export function createLevels(): Levels {
  let states = new Uint8Array(FIRST_SLOTS);
  let rows = new Float64Array(FIRST_SLOTS * WIDTH);
  return {
    slotBytes: Uint8Array.BYTES_PER_ELEMENT + WIDTH * Float64Array.BYTES_PER_ELEMENT,
    reserve(slots) {
      if (slots <= states.length) return;
      const room = Math.max(slots, Math.ceil(states.length * 1.25));
      states = grown(states, new Uint8Array(room));
      rows = grown(rows, new Float64Array(room * WIDTH));
    },
    step(slot, threshold, value, at) {
      const row = slot * WIDTH;
      const state = states[slot] ?? OK;
      rows[row + VALUE] = value;
      // Nearly all of them, nearly always.
      if (state === OK && value < threshold.trigger) return undefined;
      const next = nextOf({ rows, row, state, threshold, value, at });
      rows[row + LAST] = at;
      states[slot] = next;
      if (next === FIRING && state < FIRING) return 'fired';
      return next === OK && state > PENDING ? 'resolved' : undefined;
    },
    level: (slot) => levels[states[slot] ?? OK] ?? 'ok',
    figures(slot) {
      const row = slot * WIDTH;
      const of = (column: number) => rows[row + column] ?? 0;
      return { value: of(VALUE), peak: of(PEAK), since: of(SINCE) };
    },
    ignite(slot, figures, at) {
      rows.set(rowOf(figures, at), slot * WIDTH);
      states[slot] = FIRING;
    },
    row(slot) {
      const level = levels[states[slot] ?? OK] ?? 'ok';
      if (level === 'ok') return undefined;
      return { level, figures: rows.slice(slot * WIDTH, (slot + 1) * WIDTH) };
    },
    put(slot, { level, figures }, anew) {
      rows.set(figures, slot * WIDTH);
      states[slot] = anew && level === 'clearing' ? FIRING : levels.indexOf(level);
    },
    reset(slot) {
      states[slot] = OK;
      rows.fill(0, slot * WIDTH, (slot + 1) * WIDTH);
    },
  };
}

/** All columns of one that fires, and was seen last at that moment. */
function rowOf({ value, peak, since }: Figures, at: number): Float64Array {
  const row = new Float64Array(WIDTH);
  row.set([since, 0, at]);
  row.set([peak, value], PEAK);
  return row;
}

interface Step {
  readonly rows: Float64Array;
  readonly row: number;
  readonly state: number;
  readonly threshold: Threshold;
  readonly value: number;
  readonly at: number;
}

function nextOf(step: Step): number {
  if (step.state === OK) return begin(step);
  return step.state === PENDING ? wait(step) : burn(step);
}

function begin({ rows, row, threshold, value, at }: Step): number {
  rows[row + SINCE] = at;
  rows[row + SUM] = value;
  rows[row + COUNT] = 1;
  rows[row + PEAK] = value;
  return threshold.forMs === 0 ? FIRING : PENDING;
}

/**
 * It fires when the mean since it began has been over the trigger for long enough: a value that dips between trigger
 * and clear is the same trouble, one below clear ends it.
 */
function wait(step: Step): number {
  const { rows, row, threshold, value, at } = step;
  if (isStale(step)) return value < threshold.trigger ? OK : begin(step);
  const sum = (rows[row + SUM] ?? 0) + value;
  const count = (rows[row + COUNT] ?? 0) + 1;
  if (value < threshold.clear || sum / count < threshold.trigger - ROUNDING) return OK;
  rows[row + SUM] = sum;
  rows[row + COUNT] = count;
  rows[row + PEAK] = Math.max(rows[row + PEAK] ?? 0, value);
  return at - (rows[row + SINCE] ?? 0) < threshold.forMs ? PENDING : FIRING;
}

/** It is over when every value has been below clear for long enough. */
function burn(step: Step): number {
  const { rows, row, state, threshold, value, at } = step;
  rows[row + PEAK] = Math.max(rows[row + PEAK] ?? 0, value);
  if (value >= threshold.clear) return FIRING;
  if (state === FIRING || isStale(step)) rows[row + CLEAR_SINCE] = at;
  return at - (rows[row + CLEAR_SINCE] ?? 0) < threshold.clearForMs ? CLEARING : OK;
}

function isStale({ rows, row, threshold, at }: Step): boolean {
  return at - (rows[row + LAST] ?? 0) > (threshold.staleMs ?? STALE_MS);
}

function grown<A extends Uint8Array | Float64Array>(old: A, room: A): A {
  room.set(old);
  return room;
}
