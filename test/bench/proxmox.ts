import type { Measured } from './figure.ts';
import { measureLists } from './proxmox/list.ts';
import { measureTasks } from './proxmox/tasks.ts';

/** The whole bot over the double of a cluster, which takes 20 ms for each answer and runs in a process of its own. */
export async function* proxmox(signal: AbortSignal): AsyncGenerator<Measured> {
  yield* measureLists(signal);
  yield* measureTasks(signal);
}
