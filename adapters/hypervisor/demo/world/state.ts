import type { BackupCall, MakingCall, TaskCall } from './calls.ts';
import type { Seed } from './fleet.ts';
import { type Files, seedFiles } from './guest/files.ts';
import type { Cable } from './network.ts';

const DAY = 24 * 60 * 60 * 1000;

/** What is so of one machine now. A plain value: every change makes a new one. */
export interface State extends Saved {
  /** Oldest first. */
  readonly snapshots: readonly SavedSnapshot[];
  /** The name of the snapshot its disks grow from. */
  readonly current?: string | undefined;
  /** The guest's clock is that far behind, milliseconds. */
  readonly clockLag: number;
  /** It is paused or hibernated since then, so that its clock falls behind. */
  readonly stillSince?: number | undefined;
  /** The agent answers from then on. */
  readonly agentFrom: number;
  /** What it was given since it was made, and what it takes at its next start. */
  readonly hardware?: Hardware | undefined;
  readonly nextHardware?: Hardware | undefined;
  /** It was deleted then. */
  readonly goneAt?: number | undefined;
  /** What was written on it since it was made. */
  readonly tags?: readonly string[] | undefined;
  readonly note?: string | undefined;
  /** It was given a channel for its agent, and somebody has installed that from then on. */
  readonly pastedAt?: number | undefined;
  /** How it is plugged in, since somebody changed it. */
  readonly cable?: Cable | undefined;
  /** The one task it is locked by. */
  readonly task?: Task | undefined;
}

export interface Hardware {
  readonly cpus?: number | undefined;
  readonly memoryBytes?: number | undefined;
  readonly diskBytes?: number | undefined;
}

/** The part of a machine that a snapshot holds. */
interface Saved {
  readonly state: Seed['state'];
  readonly bootedAt: number;
  readonly files: Files;
  readonly processes: readonly Process[];
}

export interface SavedSnapshot {
  readonly name: string;
  readonly description: string;
  readonly createdAt: number;
  readonly parent?: string | undefined;
  readonly memory: boolean;
  readonly external?: boolean | undefined;
  readonly saved: Saved & { readonly state: 'running' | 'paused' | 'stopped' };
}

/** Its memory is in use, whether its CPUs go or not. */
export function isOn(state: State): state is State & { readonly state: 'running' | 'paused' } {
  return state.state === 'running' || state.state === 'paused';
}

/** A program somebody ran in the guest: its output is known at once, its end is not before `endsAt`. */
export interface Process {
  readonly pid: number;
  readonly argv: readonly string[];
  readonly endsAt: number;
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A hypervisor task: one accepted call that takes time. */
export interface Task {
  readonly call: TaskCall | BackupCall | MakingCall;
  readonly startedAt: number;
  readonly endsAt: number;
  /** What it will say at its end when it fails, and what when it only warns. */
  readonly failure?: string | undefined;
  readonly warning?: string | undefined;
  /** What it reads or writes, where that is what takes the time. */
  readonly bytes?: number | undefined;
  /** What its machine is like at its end, where that was settled at its start. */
  readonly becomes?: State | undefined;
  readonly cancelledAt?: number | undefined;
}

/** A machine at the demo's beginning. */
export function initial(seed: Seed, born: number): State {
  const files = seedFiles(seed);
  const bootedAt = born - seed.upDays * DAY;
  return {
    state: seed.state,
    bootedAt,
    files,
    processes: [],
    clockLag: 0,
    agentFrom: 0,
    current: seed.snapshots.at(-1)?.name,
    snapshots: seed.snapshots.map((snapshot, index) => {
      const { name, description, daysAgo } = snapshot;
      const memory = seed.kind === 'vm';
      const state = memory ? 'running' : 'stopped';
      // It had been up for as long then as it has been now.
      const saved = { state, bootedAt: bootedAt - daysAgo * DAY, files, processes: [] } as const;
      const parent = seed.snapshots[index - 1]?.name;
      return { name, description, createdAt: born - daysAgo * DAY, parent, memory, saved };
    }),
  };
}
