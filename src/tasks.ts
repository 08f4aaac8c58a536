import type { Card } from './card.ts';
import type { Actor } from './chat.ts';
import type { OperationState, Progress } from './operation.ts';

/** What commands may ask about operations: `task list|show|cancel|settle`. */
export interface Tasks {
  /** Newest first. */
  list(filter: { readonly ended: boolean; readonly limit: number }): Promise<readonly TaskInfo[]>;
  /** Throws `not-found`. */
  show(id: number): Promise<TaskDetail>;
  /** What each of these claims or claimed, a group all that its members did. */
  targets(ids: readonly number[]): Promise<ReadonlyMap<number, readonly string[]>>;
  /** Asks whoever runs it to stop the hypervisor's task; throws `conflict` when it has ended. */
  cancel(id: number, actor: Actor): Promise<TaskInfo>;
  /** Ends an undecided operation with what a person found out; releases its claims. */
  settle(id: number, as: 'done' | 'failed', actor: Actor, note: string): Promise<TaskInfo>;
}

export interface TaskInfo {
  readonly id: number;
  readonly title: string;
  readonly state: OperationState;
  readonly actor: Actor;
  readonly createdAt: number;
  readonly endedAt?: number | undefined;
  readonly progress?: Progress | undefined;
  /** Why it waits: `behind anna’s task 12 (Back up e1), for 4 min now`; why it failed or is undecided; that nobody follows it. */
  readonly reason?: string | undefined;
}

export interface TaskDetail extends TaskInfo {
  /** What a group stands for; empty for every other task. */
  readonly members: readonly TaskInfo[];
  readonly steps: readonly StepInfo[];
  readonly targets: readonly string[];
  readonly epoch: number;
  readonly result?: Card | undefined;
}

export interface StepInfo {
  readonly name: string;
  readonly startedAt: number;
  readonly endedAt?: number | undefined;
  readonly failed: boolean;
}
