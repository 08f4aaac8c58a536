import { type Kysely, sql } from 'kysely';
import type { Tables } from '../schema.ts';
import { activePolicy, type Published } from './policies.ts';
import { alive } from './replicas.ts';

/** A process that works on this database, as the store knows it. Times are milliseconds since the epoch. */
export interface ReplicaInfo {
  readonly id: number;
  readonly host: string;
  readonly pid: number;
  /** Absent for a version from before it said so. */
  readonly version?: string | undefined;
  readonly client: boolean;
  readonly live: boolean;
  readonly upSince: number;
  readonly lastSeen: number;
  readonly sites: readonly string[];
  /** Those of its sites that did not answer it last. */
  readonly unreached: readonly string[];
  /** What only one process does, and this one has. */
  readonly seats: readonly string[];
  readonly policy?: string | undefined;
  readonly running: number;
  readonly atOnce?: number | undefined;
}

export interface ReplicaList {
  readonly replicas: readonly ReplicaInfo[];
  /** The policy in force; absent where none was published. */
  readonly policy?: Published | undefined;
  /** By the database's clock, as all times here. */
  readonly now: number;
}

type Row = Omit<ReplicaInfo, 'upSince' | 'lastSeen' | 'version' | 'policy' | 'atOnce'> & {
  readonly started_at: Date;
  readonly seen_at: Date;
  readonly version: string | null;
  readonly policy: string | null;
  readonly at_once: number | null;
  readonly now: Date;
};

/** Those that live, and replicas that have gone within the hour for which their rows are kept. */
export async function listReplicas(db: Kysely<Tables>): Promise<ReplicaList> {
  const { rows } = await sql<Row>`
    select * from (select id, host, pid, version, client, sites, unreached, started_at, seen_at, policy, at_once,
      now() as now, ${alive(sql.ref('replicas.id'))} as live,
      array(select name from leases where holder = replicas.id and until > now() order by name) as seats,
      (select count(*)::int from operations where owner = replicas.id and state = 'running') as running
    from replicas) as known where live or not client order by live desc, id desc`.execute(db);
  return {
    replicas: rows.map(({ started_at, seen_at, version, policy, at_once, now: _, ...row }) => ({
      ...row,
      upSince: +started_at,
      lastSeen: +seen_at,
      version: version ?? undefined,
      policy: policy ?? undefined,
      atOnce: at_once ?? undefined,
    })),
    policy: await activePolicy(db),
    now: +(rows[0]?.now ?? new Date()),
  };
}
