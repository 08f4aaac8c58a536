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
  /** What is known to stand against taking it, asked before it is tried; absent where nothing is. */
  createObstacle(
    machine: Machine,
    wanted: NewSnapshot,
    signal: AbortSignal,
  ): Promise<Obstacle | undefined>;
  create(machine: Machine, wanted: NewSnapshot, task: TaskControl): Promise<Outcome>;
  rollback(machine: Machine, snapshot: Snapshot, task: TaskControl): Promise<Outcome>;
  /** What is known to stand against deleting it, asked before it is confirmed; absent where nothing is. */
  deleteObstacle(
    machine: Machine,
    doomed: DoomedSnapshot,
    signal: AbortSignal,
  ): Promise<Obstacle | undefined>;
  /** Deletes this one; its children are joined to its parent, or go with it where that is wanted. */
  delete(machine: Machine, doomed: DoomedSnapshot, task: TaskControl): Promise<Outcome>;
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
  /** True when it is held in files of its own beside the disks, where the platform knows both ways. */
  readonly external?: boolean | undefined;
}

export interface NewSnapshot {
  readonly name: string;
  readonly description: string;
  /** Without the RAM of a machine that is on; its disks are then as after a power cut. */
  readonly disksOnly?: boolean | undefined;
  /** In files of its own beside the disks, where the platform knows both ways; `unsupported` elsewhere. */
  readonly external?: boolean | undefined;
}

export interface DoomedSnapshot {
  readonly snapshot: Snapshot;
  /** With all that were taken on top of it, and on top of those. */
  readonly children: boolean;
}

/** Why it would be refused, and another way that would not. */
export interface Obstacle {
  readonly code: 'conflict' | 'unsupported';
  readonly message: string;
  readonly hint?: string | undefined;
  /** What to ask for instead, beside what was asked. */
  readonly instead?: 'external' | 'disks-only' | 'children' | undefined;
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
