import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { Card } from '../card.ts';
import type { Actor, Click, MessageRef, Place } from '../chat.ts';
import type { Claim, OperationState, Progress } from '../operation.ts';
import type { ReplicaTables } from './schema-replicas.ts';

type Time = ColumnType<Date, Date, Date>;
type Defaulted = ColumnType<Date, never, Date>;
type Json<T> = JSONColumnType<T & object, string, string>;

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
  owner: number | null;
  epoch: Generated<number>;
  lease_until: Time | null;
  cancelled_by: Json<Actor> | null;
  progress: Json<Progress> | null;
  result: Json<Card> | null;
  message: Json<MessageRef> | null;
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
  | 'ended';

/** Append-only. */
interface AuditTable {
  id: Generated<number>;
  at: Defaulted;
  replica: number | null;
  event: AuditEvent;
  actor: Json<Actor>;
  place: Json<Place> | null;
  line: string;
  operation: number | null;
  targets: string[];
  outcome: string;
  detail: string | null;
  duration_ms: number | null;
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

interface ArrivalTable {
  key: string;
  platform: string;
  event: ColumnType<unknown, string, string>;
  arrived_at: Defaulted;
  /** The process that deals with it. */
  replica: number;
  /** The operation that its line became. */
  operation: number | null;
  dealt_at: Time | null;
}

interface ClickTable {
  id: string;
  click: Json<Click>;
  kept_at: ColumnType<Date, never, Date>;
}

/** Waits until `said_at` or `given_up_at` is set. With `edits` it is the card of its operation's message. */
interface OutboxTable {
  id: Generated<number>;
  nonce: string;
  operation: number | null;
  platform: string;
  place: Json<Place>;
  card: Json<Card>;
  edits: Generated<boolean>;
  /** The person whose device is to ring. */
  calls: string | null;
  under: Json<MessageRef> | null;
  added_at: Defaulted;
  due_at: ColumnType<Date, Date | undefined, Date>;
  attempts: Generated<number>;
  taken_by: number | null;
  taken_until: Time | null;
  trouble: string | null;
  said_at: Time | null;
  given_up_at: Time | null;
}

interface GrantTable {
  platform: string;
  person: string;
  name: string;
  role: string;
  granted_by: Json<Actor>;
  granted_at: ColumnType<Date, never, Date>;
}

interface AccessRequestTable {
  platform: string;
  person: string;
  name: string;
  role: string;
  asked_at: ColumnType<Date, Date | undefined, Date>;
}

/** Only the code's hash: who reads the database cannot use it. */
interface ClaimCodeTable {
  hash: string;
  made_at: Defaulted;
  expires_at: Time;
  used_at: Time | null;
  used_by: Json<Actor> | null;
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

export interface Tables extends ReplicaTables {
  store_version: VersionTable;
  store_facts: FactTable;
  operations: OperationTable;
  claims: ClaimTable;
  steps: StepTable;
  confirmations: ConfirmationTable;
  audit: AuditTable;
  guest_ways: GuestWayTable;
  arrivals: ArrivalTable;
  clicks: ClickTable;
  outbox: OutboxTable;
  grants: GrantTable;
  access_requests: AccessRequestTable;
  claim_codes: ClaimCodeTable;
  boards: BoardTable;
}
