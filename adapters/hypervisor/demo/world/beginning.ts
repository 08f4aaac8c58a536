import { z } from 'zod';
import type { SavedBackup } from './backups.ts';
import type { Seed } from './fleet.ts';
import type { Made } from './made.ts';
import type { State, Task } from './state.ts';
import { begin, type World } from './world.ts';

/** Ended tasks that go on into the next generation, so that they can still be looked up. */
const REMEMBERED_TASKS = 2_000;

const ours = (value: unknown) => typeof value === 'object' && value !== null;

/** The first line of a generation. It was written by ourselves and whole, so only its shape is checked. */
export const Beginning = z.object({
  call: z.literal('begin'),
  born: z.number(),
  count: z.number(),
  states: z.record(z.string(), z.custom<State>(ours)),
  tasks: z.array(z.custom<Task>(ours)),
  /** Absent where nothing has come since the very beginning, and in journals older than backups. */
  made: z.record(z.string(), z.custom<Made>(ours)).optional(),
  backups: z.array(z.custom<SavedBackup>(ours)).optional(),
});
export type Beginning = z.infer<typeof Beginning>;

export function fresh(born: number): Beginning {
  return { call: 'begin', born, count: 0, states: {}, tasks: [] };
}

/** All that a world has come to. */
export function ending({ born, count, states, tasks, made, backups }: World): Beginning {
  return {
    call: 'begin',
    born,
    count,
    states: Object.fromEntries(states),
    tasks: [...tasks.values()].slice(-REMEMBERED_TASKS),
    made: Object.fromEntries(made),
    backups: [...backups.values()],
  };
}

export function resume(seeds: readonly Seed[], beginning: Beginning): World {
  const { born, count, states, tasks, made = {}, backups } = beginning;
  const world = begin(seeds, born);
  return {
    ...world,
    count,
    made: new Map(Object.entries(made)),
    backups: backups ? new Map(backups.map((backup) => [backup.id, backup])) : world.backups,
    states: new Map(Object.entries(states)),
    tasks: new Map(tasks.map((task) => [task.call.id, task])),
  };
}
