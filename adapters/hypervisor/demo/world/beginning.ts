import { z } from 'zod';
import type { Seed } from './fleet.ts';
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
});
export type Beginning = z.infer<typeof Beginning>;

export function fresh(born: number): Beginning {
  return { call: 'begin', born, count: 0, states: {}, tasks: [] };
}

/** All that a world has come to. */
export function ending({ born, count, states, tasks }: World): Beginning {
  return {
    call: 'begin',
    born,
    count,
    states: Object.fromEntries(states),
    tasks: [...tasks.values()].slice(-REMEMBERED_TASKS),
  };
}

export function resume(seeds: readonly Seed[], { born, count, states, tasks }: Beginning): World {
  return {
    ...begin(seeds, born),
    count,
    states: new Map(Object.entries(states)),
    tasks: new Map(tasks.map((task) => [task.call.id, task])),
  };
}
