import type { Access } from './access/access.ts';
import type { Alerts } from './alerts/alerts.ts';
import type { Approvals } from './approvals/approvals.ts';
import type { AuditTrail } from './audit/trail.ts';
import type { Doctor } from './doctor/doctor.ts';
import type { GuestWays } from './guest/ways.ts';
import type { Own } from './safety/own/own.ts';
import type { BoardRecords } from './store/chats/boards.ts';
import type { MetricsRecords } from './store/metrics/metrics.ts';
import type { ReplicaRecords } from './store/replicas/records.ts';

/** What a command may use beside the fleet: most of it is there where there is a store to keep it in. */
export interface Kept {
  /** Where the bot itself runs; absent where nobody looked. */
  readonly own?: Own | undefined;
  /** What is known of the sites' health; absent where there is no store to keep it in. */
  readonly doctor?: Doctor | undefined;
  /** How guests are reached over ssh; absent where there is no store to keep it in. */
  readonly ways?: GuestWays | undefined;
  /** Who may do what; absent where there is no store to keep it in. */
  readonly access?: Access | undefined;
  /** Who did what; absent where there is no store to keep it in. */
  readonly audit?: AuditTrail | undefined;
  readonly boards?: Pick<BoardRecords, 'add' | 'remove'> | undefined;
  /** What waits for a second person; absent where there is no store to keep it in. */
  readonly approvals?: Approvals | undefined;
  /** The processes that work on the same store; absent where there is none. */
  readonly replicas?: Pick<ReplicaRecords, 'list'> | undefined;
  /** What is wrong now or was, and who is told; absent where there is no store to keep it in. */
  readonly alerts?: Alerts | undefined;
  /** What was measured; absent where there is no store to keep it in. */
  readonly metrics?: Pick<MetricsRecords, 'series' | 'past' | 'happened'> | undefined;
}
