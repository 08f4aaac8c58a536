import { Kysely, sql } from 'kysely';
import type { Connection } from './connection.ts';
import { liveProcesses } from './replicas/replicas.ts';
import type { FactName, Tables } from './schema.ts';
import { tables } from './tables.ts';
import { readVersion, type SchemaVersion } from './upgrade/versions.ts';

/** The store as a whole, in figures. Times are milliseconds since the epoch. */
export interface StoreStatus {
  readonly kind: Connection['kind'];
  readonly where: string;
  readonly postgres: string;
  readonly schema: SchemaVersion;
  readonly bytes: number;
  readonly tables: readonly TableStatus[];
  /** `process 4711 on kvm-1`. */
  readonly live: readonly string[];
  readonly facts: readonly Fact[];
}

export interface TableStatus {
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
  /** Absent where the table is empty. */
  readonly oldest?: number | undefined;
  readonly newest?: number | undefined;
}

export interface Fact {
  readonly name: FactName;
  readonly at: number;
  readonly detail: unknown;
}

const times = {
  replicas: 'started_at',
  operations: 'accepted_at',
  steps: 'begun_at',
  confirmations: 'created_at',
  audit: 'at',
  audit_chains: 'begun_at',
  audit_anchors: 'dropped_at',
  audit_months: undefined,
  claims: undefined,
  guest_ways: 'set_at',
  arrivals: 'arrived_at',
  clicks: 'kept_at',
  outbox: 'added_at',
  grants: 'granted_at',
  links: 'linked_at',
  link_codes: 'made_at',
  access_requests: 'asked_at',
  claim_codes: 'made_at',
  boards: 'made_at',
  topics: 'said_at',
  incidents: 'changed_at',
  silences: 'made_at',
  digests: 'told_at',
  held_back: 'until',
  stand_ins: 'made_at',
  approvals: 'asked_at',
  turns: 'at',
} satisfies Record<(typeof tables)[number], string | undefined>;

/** Looks only: the schema stays as it is, and this process joins nobody. */
export async function storeStatus(connection: Connection): Promise<StoreStatus> {
  const session = await connection.session();
  const db = new Kysely<Tables>({ dialect: session.dialect });
  try {
    const schema = await readVersion(db);
    const { rows } = await sql<{ readonly version: string; readonly bytes: number }>`
      select current_setting('server_version') as version,
        pg_database_size(current_database()) as bytes`.execute(db);
    const counted: TableStatus[] = [];
    for (const name of await present(db)) counted.push(await tableStatus(db, name));
    return {
      kind: connection.kind,
      where: connection.where,
      postgres: rows[0]?.version ?? '',
      schema,
      bytes: rows[0]?.bytes ?? 0,
      tables: counted,
      live: await liveProcesses(db),
      facts: schema.version > 1 ? await facts(db) : [],
    };
  } finally {
    await session.close();
  }
}

/** Those of our tables that its schema has. */
async function present(db: Kysely<Tables>): Promise<(typeof tables)[number][]> {
  const { rows } = await sql<{ readonly name: string }>`
    select name from unnest(${[...tables]}::text[]) as name where to_regclass(name) is not null`.execute(
    db,
  );
  return tables.filter((name) => rows.some((row) => row.name === name));
}

async function tableStatus(
  db: Kysely<Tables>,
  name: (typeof tables)[number],
): Promise<TableStatus> {
  const time = times[name];
  const [oldest, newest] = time
    ? [sql`min(${sql.ref(time)})`, sql`max(${sql.ref(time)})`]
    : [sql`null::timestamptz`, sql`null::timestamptz`];
  const { rows } = await sql<{ rows: number; bytes: number; oldest?: Date; newest?: Date }>`
    select count(*)::int as rows,
      coalesce((select sum(pg_total_relation_size(relid)) from pg_partition_tree(${name}::regclass)),
        pg_total_relation_size(${name}::regclass))::bigint as bytes,
      ${oldest} as oldest, ${newest} as newest from ${sql.table(name)}`.execute(db);
  const [found = { rows: 0, bytes: 0 }] = rows;
  return {
    name,
    rows: found.rows,
    bytes: found.bytes,
    oldest: found.oldest ? +found.oldest : undefined,
    newest: found.newest ? +found.newest : undefined,
  };
}

async function facts(db: Kysely<Tables>): Promise<readonly Fact[]> {
  const { rows } = await sql<{ name: FactName; at: Date; detail: unknown }>`
    select name, at, detail from store_facts order by name`.execute(db);
  return rows.map(({ name, at, detail }) => ({ name, at: +at, detail }));
}
