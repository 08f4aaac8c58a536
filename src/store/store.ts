import type { LiveAlertRecords } from '../alerts/live/records.ts';
import type { AlertRecords } from '../alerts/records.ts';
import type { Approved } from '../approvals/approval.ts';
import type { Head } from '../audit/seal.ts';
import type { AuditTrail } from '../audit/trail.ts';
import type { Actor, Arrival, MessageRef } from '../chat.ts';
import type { BotError } from '../errors.ts';
import type { GuestWay } from '../guest/ssh/way.ts';
import type { MachineRef } from '../hypervisor.ts';
import type { Progress } from '../operation.ts';
import type { TaskDetail, TaskInfo } from '../tasks.ts';
import type { AccessRecords } from './access/grants.ts';
import type { DigestRecords } from './alerts/digests.ts';
import type { SignalRecords } from './alerts/signals.ts';
import type { ApprovalRecords, Loud } from './approvals/approvals.ts';
import type { AuditEntry } from './audit/audit.ts';
import type { Announcements } from './chats/announcements.ts';
import type { LeftBehind } from './chats/arrivals.ts';
import type { BoardRecords } from './chats/boards.ts';
import type { Clicks } from './chats/clicks.ts';
import type * as confirmations from './chats/confirmations.ts';
import type * as outbox from './chats/outbox.ts';
import type { Registered } from './chats/registered.ts';
import type { Said } from './chats/said.ts';
import type { CheckupRecords } from './checkups.ts';
import type { Load } from './load.ts';
import type { MetricsRecords } from './metrics/metrics.ts';
import type * as operations from './operations/operations.ts';
import type * as steps from './operations/steps.ts';
import type * as tasks from './operations/tasks.ts';
import type { ReplicaRecords } from './replicas/records.ts';
import type { Pruned, Retention } from './retention.ts';

/** An operation this process now owns, with the steps an earlier owner left. */
export interface Taken {
  readonly row: operations.OperationRow;
  readonly steps: readonly steps.StepRow[];
}

export interface Accepted {
  readonly id: number;
  /** Set when this process took it in the same transaction. */
  readonly taken?: Taken | undefined;
}

export interface AcceptRequest {
  readonly operations: readonly operations.Acceptance[];
  /** Stands for all of them and is the first of the answer: one card, one count, one cancel. */
  readonly group?: operations.Acceptance | undefined;
  /** Used up in the same transaction; `expired` is thrown when it cannot be, and nothing is accepted. */
  readonly confirmation?: string | undefined;
  /** What waited for it, ended in the same transaction; `conflict` when it was before. */
  readonly approved?: Approved | undefined;
  /** Who is told besides that nobody approved it. */
  readonly loud?: readonly Loud[] | undefined;
  /** The key of the arrival they come from, dealt with in the same transaction; `conflict` when it was before. */
  readonly arrival?: string | undefined;
  /** Whether this process may run them itself. */
  readonly run: boolean;
}

/** `say` when something waits in the outbox, whatever the number; `free` when claims may have become free, or an operation waits for somebody to take it; `alert` when somebody acknowledged an incident or silenced something. */
export interface Change {
  readonly id: number;
  readonly what: 'changed' | 'cancel' | 'free' | 'say' | 'alert';
}

/** Everything durable, for one process that has joined. All times are milliseconds since the epoch. */
export interface Store extends Clicks, Announcements {
  /** This process's number among the replicas. */
  readonly me: number;
  accept(request: AcceptRequest): Promise<readonly Accepted[]>;
  take(id: number): Promise<Taken | undefined>;
  /** Those of them that may be taken are this process's from now on. */
  takeAll(ids: readonly number[]): Promise<readonly Taken[]>;
  /** What is free to start or was left behind, among these. */
  takeable(among: {
    readonly sites: readonly string[];
    readonly kinds: readonly string[];
    /** The oldest of those that are about a site; what only waits for others is never too much. */
    readonly atMost?: number | undefined;
  }): Promise<readonly number[]>;
  /** Ends what has waited for too long, as never begun; gives how many that were. */
  endOverdue(): Promise<number>;
  /** Says that this process lives, and lengthens the leases of what it follows. */
  beat(following: readonly number[]): Promise<readonly operations.Renewed[]>;
  beginStep(hold: operations.Hold, name: string): Promise<boolean>;
  endStep(
    hold: operations.Hold,
    end: { name: string; result: unknown } | { name: string; error: BotError },
  ): Promise<boolean>;
  saveProgress(hold: operations.Hold, progress: Progress): Promise<boolean>;
  saveMessage(hold: operations.Hold, message: MessageRef): Promise<boolean>;
  /**
   * The outcome, its audit row and what must be said of it in one transaction; false when the hold was lost. Where it
   * is `shown`, the outbox waits for {@link letGo}, for as long as this process lives.
   */
  end(hold: operations.Hold, end: operations.End, shown?: boolean): Promise<boolean>;
  letGo(operation: number, ref: MessageRef | undefined): Promise<void>;
  /** Says it for certain, on a platform whose messages outlive us. */
  say(saying: outbox.Saying): Promise<void>;
  /** Takes what is due on these platforms. */
  dueSayings(due: outbox.Due): Promise<readonly outbox.DueSaying[]>;
  said(id: number, so: outbox.SaidSo): Promise<void>;
  putOff(id: number, again: { readonly afterMs: number; readonly trouble: string }): Promise<void>;
  giveUp(id: number, trouble: string): Promise<void>;
  /** What became of what was to be said, in the same order. */
  becameOf(nonces: readonly string[]): Promise<readonly Said[]>;
  release(hold: operations.Hold): Promise<void>;
  served(sites: readonly string[]): Promise<boolean>;
  operation(id: number): Promise<operations.OperationRow>;
  /** What a group stands for, in the order of its plan. */
  members(group: number): Promise<readonly TaskInfo[]>;
  steps(operation: number): Promise<readonly steps.StepRow[]>;
  ask(confirmation: {
    id: string;
    actor: Actor;
    line: string;
    fingerprint: string;
    /** What has to be typed besides the click. */
    word?: string | undefined;
  }): Promise<void>;
  confirmation(id: string): Promise<confirmations.ConfirmationRow | undefined>;
  decline(id: string): Promise<boolean>;
  audit(entry: AuditEntry): Promise<void>;
  listTasks(filter: { ended: boolean; limit: number }): Promise<readonly TaskInfo[]>;
  showTask(id: number): Promise<TaskDetail>;
  targets(ids: readonly number[]): Promise<ReadonlyMap<number, readonly string[]>>;
  /** How the machine's guest is reached over ssh, where somebody set it up. */
  guestWay(machine: MachineRef): Promise<GuestWay | undefined>;
  saveGuestWay(machine: MachineRef, way: GuestWay): Promise<void>;
  forgetGuestWay(machine: MachineRef): Promise<void>;
  /** Who may do what. */
  readonly access: AccessRecords;
  /** What waits for a second person. */
  readonly approvals: ApprovalRecords;
  /** What was written down of it all, to be looked at. */
  readonly trail: AuditTrail;
  /** How far this process's own chain is, as it knows itself. */
  auditHead(): Head | undefined;
  /** The messages that show at any time how things are. */
  readonly boards: BoardRecords;
  /** What the processes on this database know of each other. */
  readonly replicas: ReplicaRecords;
  /** What the doctor found at each site last. */
  readonly checkups: CheckupRecords;
  /** What is or was wrong, and what nothing is said of. */
  readonly alerts: AlertRecords & LiveAlertRecords;
  /** Which daily digests were told. */
  readonly digests: DigestRecords;
  /** What was measured of hosts and machines. */
  readonly metrics: MetricsRecords;
  /** What may be trouble by what is written down of a site. */
  readonly signals: SignalRecords;
  /** What has not ended, in figures. */
  load(): Promise<Load>;
  /** True for whoever has to deal with it. */
  receive(arrival: Arrival): Promise<boolean>;
  /** What processes that are gone received on this platform and did not deal with. */
  leftBehind(platform: string): Promise<LeftBehind>;
  /** Leaves what this process received to another one. */
  handOver(key: string): Promise<void>;
  dealtWith(key: string): Promise<void>;
  cancel(id: number, actor: Actor): Promise<TaskInfo>;
  settle(settlement: tasks.Settlement): Promise<TaskInfo>;
  /** Whether a chat's platform has to be told anew of what there is. Remembers it: a change is said once. */
  registered(platform: string, fingerprint: string): Promise<Registered>;
  /** Removes what is over for longer than that; `undefined` where another process sees to it. */
  prune(retention: Retention): Promise<Pruned | undefined>;
  /** Calls back with every change of an operation, made by any process. */
  changes(heard: (change: Change) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}
