import type { BackupCall } from './calls.ts';
import { type Refusal, refusal } from './refusal.ts';
import type { State, Task } from './state.ts';
import type { Found, World } from './world.ts';

const GiB = 1024 ** 3;
/** Seconds a gibibyte takes. */
const PACE: Record<BackupCall['call'], number> = {
  'backup.create': 1.2,
  'backup.verify': 0.6,
  'backup.restore': 1,
  'backup.delete': 0.1,
};

/** The world at the moment of a call, with the way to its machines. */
export interface Scene {
  readonly world: World;
  readonly at: number;
  machine(id: string): Found | undefined;
}

export function locked({ seed, state }: Found): Refusal | undefined {
  if (!state.task) return undefined;
  const hint = 'Wait until that has ended, or cancel it.';
  return refusal('busy', `${seed.name} is locked (${state.task.call.call})`, hint);
}

export function taskOf(call: BackupCall, bytes: number): Task {
  const seconds = 0.5 + (bytes / GiB) * PACE[call.call];
  return { call, startedAt: call.at, endsAt: call.at + seconds * 1000 * call.speed, bytes };
}

export function begin(
  world: World,
  task: Task,
  machine?: { readonly id: string; readonly state: State },
): void {
  world.tasks.set(task.call.id, task);
  if (machine) world.states.set(machine.id, { ...machine.state, task });
}
