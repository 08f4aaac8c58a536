import type { ColumnType, Generated } from 'kysely';
import type { Approved } from '../approvals/approval.ts';
import type { Card } from '../card.ts';
import type { Actor, MessageRef, Place } from '../chat.ts';
import type { Claim, OperationState, Progress } from '../operation.ts';
import type { Defaulted, Json, Time } from './columns.ts';
import type { AccessTables } from './schema/access.ts';
import type { AlertTables } from './schema/alerts.ts';
import type { ApprovalTable, TopicTable } from './schema/approvals.ts';
import type {
  AuditAnchorTable,
  AuditChainTable,
  AuditMonthTable,
  SealedTable,
} from './schema/audit.ts';
import type { CheckupTable } from './schema/checkups.ts';
import type { MetricsTables } from './schema/metrics.ts';
import type { ArrivalTable, ClickTable, OutboxTable } from './schema/network.ts';
import type { ReplicaTables } from './schema/replicas.ts';
import type { AnsweredWayTable } from './schema/ways.ts';

interface OperationTable {
  id: Generated<number>;
  /** Unique among all bots: what an act leaves on the things it makes. */
  tag: Generated<string>;
  /** The operation that stands for this one and others of the same plan. */
  parent: number | null;
  kind: string;
  title: string;
  input: ColumnType<unknown, string, never>;
  sites: string[];
  actor: Json<Actor>;
  place: Json<Place>;
  line: string;
  state: OperationState;
  /** Why it failed or is undecided. */
  reason: string | null;
  accepted_at: Defaulted;
  started_at: Time | null;
  ended_at: Time | null;
  /** From the first take on. */
  deadline_ms: number;
  deadline_at: Time | null;
  /** From its acceptance on, as long as it has not begun. */
  wait_ms: number | null;
  /** The process that shows how it waits. */
  shown_by: number | null;
  owner: number | null;
  epoch: Generated<number>;
  lease_until: Time | null;
  cancelled_by: Json<Actor> | null;
  progress: Json<Progress> | null;
  result: Json<Card> | null;
  message: Json<MessageRef> | null;
  /** Until then the message that shows how it waits may be on its way. */
  announced_until: Time | null;
  /** Who let it begin, besides the person who asked. */
  approval: Json<Approved> | null;
}

/** Held while its operation runs or is undecided; queued for while it waits. */
interface ClaimTable {
  operation: number;
  target: string;
  mode: Claim['mode'];
}

/** Intent when it is there; result when `ended_at` is set: `result` holds the value or `error` the refusal. */
interface StepTable {
  operation: number;
  name: string;
  epoch: number;
  begun_at: Defaulted;
  ended_at: Time | null;
  result: ColumnType<unknown, string | null, string | null>;
  error: Json<StoredError> | null;
}

export interface StoredError {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
}

interface ConfirmationTable {
  id: string;
  actor: Json<Actor>;
  line: string;
  fingerprint: string;
  /** What has to be typed besides the click. */
  word: string | null;
  created_at: Defaulted;
  expires_at: Time;
  used_at: Time | null;
}

export type AuditEvent =
  | 'answered'
  | 'refused'
  | 'asked'
  | 'declined'
  | 'accepted'
  | 'cancelled'
  | 'settled'
  | 'granted'
  | 'revoked'
  | 'refused-access'
  | 'linked'
  | 'unlinked'
  | 'handed-over'
  | 'approval-asked'
  | 'approved'
  | 'rejected'
  | 'withdrawn'
  | 'approval-expired'
  | 'approval-changed'
  | 'broke-glass'
  | 'confirmed'
  | 'pruned'
  | 'ended';

interface AuditTable extends SealedTable {
  event: AuditEvent;
}

/** What was done with the whole store, and when last. */
interface FactTable {
  name: FactName;
  at: Defaulted;
  detail: ColumnType<unknown, string, string>;
}

export type FactName = 'exported' | 'imported' | 'pruned' | 'registered';

/** How guests are reached over ssh. No secret is in it: private keys stay in files. */
interface GuestWayTable {
  site: string;
  machine: string;
  birth: string;
  username: string;
  address: string;
  port: number;
  via_host: boolean;
  host_key: string;
  public_key: string;
  set_at: ColumnType<Date, never, Date>;
}

interface BoardTable {
  platform: string;
  channel: string;
  place: Json<Place>;
  message: Json<MessageRef> | null;
  /** A fingerprint of what it shows. */
  shown: string | null;
  shown_at: Time | null;
  made_by: Json<Actor>;
  made_at: Defaulted;
  /** A process draws it until then. */
  taken_until: Time | null;
}

interface VersionTable {
  only_row: Generated<boolean>;
  version: number;
  oldest: number;
}

export interface Tables extends AccessTables, ReplicaTables, MetricsTables, AlertTables {
  store_version: VersionTable;
  store_facts: FactTable;
  operations: OperationTable;
  claims: ClaimTable;
  steps: StepTable;
  confirmations: ConfirmationTable;
  audit: AuditTable;
  audit_chains: AuditChainTable;
  audit_anchors: AuditAnchorTable;
  audit_months: AuditMonthTable;
  guest_ways: GuestWayTable;
  arrivals: ArrivalTable;
  clicks: ClickTable;
  outbox: OutboxTable;
  boards: BoardTable;
  topics: TopicTable;
  approvals: ApprovalTable;
  checkups: CheckupTable;
  answered_ways: AnsweredWayTable;
}
