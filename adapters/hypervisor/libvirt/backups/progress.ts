import { bytesOf } from '../../../../src/format.ts';
import type { JobState } from '../../../../src/host/job.ts';
import type { Progress } from '../../../../src/operation.ts';

export interface Sized {
  /** What the reader sees: `vda`. */
  readonly name: string;
  readonly bytes: number;
}

export interface Course {
  readonly doing: string;
  readonly items: readonly Sized[];
  /** Which part of the whole task this is, as fractions: what comes before and after it counts too. */
  readonly part: readonly [number, number];
}

/** Of a job that goes through files one after the other and says `item N` at each. */
export function progressOf(
  { doing, items, part: [from, to] }: Course,
  { out, position }: JobState & { is: 'running' },
): Progress {
  const at = Number([...out.matchAll(/^item (\d+)$/gm)].at(-1)?.[1] ?? 0);
  const percent = [...out.slice(out.lastIndexOf('item ')).matchAll(/\(([\d.]+)\/100%\)/g)].at(-1);
  const current = items[at]?.bytes ?? 0;
  const partly = percent ? (current * Number(percent[1])) / 100 : (position ?? 0);
  const before = items.slice(0, at).reduce((sum, { bytes }) => sum + bytes, 0);
  const all = items.reduce((sum, { bytes }) => sum + bytes, 0);
  const passed = Math.min(all, before + Math.min(partly, current));
  return {
    fraction: from + (to - from) * (all > 0 ? passed / all : 0),
    note: `${doing} ${items[at]?.name ?? ''}: ${bytesOf(passed, all)}`,
  };
}
