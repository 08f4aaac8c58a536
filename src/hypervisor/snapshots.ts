import type { Machine, Outcome } from '../hypervisor.ts';
import type { TaskControl } from '../operation.ts';

/** Points in a machine's life to go back to. */
export interface Snapshots {
  /** Oldest first. */
  list(machine: Machine, signal: AbortSignal): Promise<readonly Snapshot[]>;
  /** What a rollback would do on this storage, asked before it is confirmed. */
  rollbackEffect(
    machine: Machine,
    snapshot: Snapshot,
    signal: AbortSignal,
  ): Promise<RollbackEffect>;
  create(machine: Machine, wanted: NewSnapshot, task: TaskControl): Promise<Outcome>;
  rollback(machine: Machine, snapshot: Snapshot, task: TaskControl): Promise<Outcome>;
  /** Deletes this one alone; children are joined to its parent. */
  delete(machine: Machine, snapshot: Snapshot, task: TaskControl): Promise<Outcome>;
}

export interface Snapshot {
  /** What the platform addresses it by; unique within its machine. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** The id of the one it was taken on top of. */
  readonly parent?: string | undefined;
  /** The machine's present state grows from this one. */
  readonly current: boolean;
  /** True when the RAM was saved with it: a rollback then continues where the machine was. */
  readonly memory: boolean;
}

export interface NewSnapshot {
  readonly name: string;
  readonly description: string;
}

export interface RollbackEffect {
  /** What becomes of snapshots taken after this one. */
  readonly later: 'kept' | 'in-the-way' | 'deleted';
  readonly laterNames: readonly string[];
  /** The machine's state after the rollback. */
  readonly leaves: 'running' | 'paused' | 'stopped';
  /** Disks that the snapshot does not hold, so that they stay as they are now. */
  readonly disksNotIncluded: readonly string[];
}
