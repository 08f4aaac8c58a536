import { hostname } from 'node:os';
import type { Kysely } from 'kysely';
import { type Finding, listFindings, saveFinding } from '../alerts/findings.ts';
import type { Connection } from '../connection.ts';
import type { Tables } from '../schema.ts';
import { takeTurn } from '../turns.ts';
import {
  LEASES,
  type LeaseAnswer,
  type LeaseQuestion,
  releaseLeases,
  renewLeases,
} from './leases.ts';
import { listReplicas, type ReplicaList } from './list.ts';
import { meetPolicy, POLICIES, type Published } from './policies.ts';
import { type Report, type Reported, report } from './report.ts';

/** What the processes on one database know of each other, and share among themselves. */
export interface ReplicaRecords {
  list(): Promise<ReplicaList>;
  report(said: Report): Promise<Reported>;
  /** Renews the seats that are held and takes those that are wanted and free. */
  seats(question: LeaseQuestion): Promise<LeaseAnswer>;
  release(names: readonly string[]): Promise<void>;
  /** Calls back when a seat was let go. */
  released(heard: () => void): Promise<() => Promise<void>>;
  /** Says which policy this process has loaded; gives the one in force, which may be another. */
  policy(hash: string, reloaded: boolean): Promise<Published>;
  policyChanges(heard: () => void): Promise<() => Promise<void>>;
  /** What this process found at a site that it polls. */
  found(finding: Pick<Finding, 'site' | 'problem'>): Promise<void>;
  findings(): Promise<readonly Finding[]>;
  /** True for one process in each period of so many milliseconds, once. */
  once(name: string, periodMs: number): Promise<boolean>;
}

export function replicaRecords(
  db: Kysely<Tables>,
  me: number,
  listen: Connection['listen'],
): ReplicaRecords {
  return {
    list: () => listReplicas(db),
    report: (said) => report(db, me, said),
    seats: (question) => renewLeases(db, me, question),
    release: (names) => releaseLeases(db, me, names),
    released: (heard) => listen(LEASES, heard),
    policy: (hash, reloaded) => meetPolicy(db, me, { hash, reloaded, host: hostname() }),
    policyChanges: (heard) => listen(POLICIES, heard),
    found: (finding) => saveFinding(db, me, finding),
    findings: () => listFindings(db),
    once: (name, periodMs) => takeTurn(db, name, periodMs),
  };
}
