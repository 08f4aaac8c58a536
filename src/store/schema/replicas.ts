import type { ColumnType, Generated } from 'kysely';
import type { Defaulted, Time } from '../columns.ts';

/** A process that works on this database. `id` is also the key of the advisory lock it holds while it lives. */
interface ReplicaTable {
  id: Generated<number>;
  host: string;
  pid: number;
  sites: string[];
  /** A one-shot client runs only its own operations. */
  client: boolean;
  /** The newest schema it knows. */
  schema: Generated<number>;
  started_at: Defaulted;
  seen_at: Defaulted;
  version: string | null;
  /** The most operations it follows at the same time. */
  at_once: number | null;
  /** The hash of the policy it has loaded. */
  policy: string | null;
  /** Those of its sites that did not answer it last. */
  unreached: Generated<string[]>;
  /** Absent while it lives, and where it did not end in order. */
  left_at: Time | null;
}

/** Who does what only one process may do, until then; each taking raises the epoch. */
interface LeaseTable {
  name: string;
  epoch: number;
  holder: number;
  until: Time;
  since: ColumnType<Date, Date | undefined, Date>;
}

/** What whoever polls a site found there last. */
interface FindingTable {
  site: string;
  replica: number;
  asked_at: ColumnType<Date, never, Date>;
  answered_at: Time | null;
  problem: string | null;
}

/** Every policy that was in force; the newest is. */
interface PolicyTable {
  hash: string;
  published_at: ColumnType<Date, never, Date>;
  host: string;
}

/** The last period in which something was done that is done once a period. */
interface TurnTable {
  name: string;
  slot: number;
  at: ColumnType<Date, never, Date>;
}

/** What the processes on one database know of each other. */
export interface ReplicaTables {
  replicas: ReplicaTable;
  leases: LeaseTable;
  findings: FindingTable;
  policies: PolicyTable;
  turns: TurnTable;
}
