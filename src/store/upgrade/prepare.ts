import { Kysely } from 'kysely';
import type { Log } from '../../log.ts';
import type { Connection } from '../connection.ts';
import { liveSchemas } from '../replicas/replicas.ts';
import type { Tables } from '../schema.ts';
import { exportBefore } from './before-upgrade.ts';
import { lockSchema, runMigrations } from './migrate.ts';
import { meet, readVersion, type SchemaStep, type SchemaVersion, schemaSteps } from './versions.ts';

export interface Preparation {
  /** The schema that this code knows; tests take another one. */
  readonly steps?: readonly SchemaStep[] | undefined;
  /** Where an export goes before the schema of a store is changed. */
  readonly exports?: string | undefined;
  readonly log?: Log | undefined;
}

/** Held by the one process that changes the schema, from before its export on. */
const UPGRADE_LOCK = 0x6e6b_7570n;

/**
 * Brings the database to this code's schema where that must be, one process at a time. What is killed at it leaves the
 * schema as it was, and the next start begins anew. Throws `unsupported`, `conflict` or `failed`.
 */
export async function prepareStore(
  connection: Connection,
  { steps = schemaSteps, exports, log }: Preparation = {},
): Promise<void> {
  const db = new Kysely<Tables>({ dialect: connection.dialect });
  const asked = async () => {
    const found = await readVersion(db);
    const todo = meet({ steps, found, live: await liveSchemas(db, found) });
    return { found, todo };
  };
  if ((await asked()).todo === 'work') return;
  const release = await connection.hold(UPGRADE_LOCK);
  try {
    const { found, todo } = await asked();
    if (todo === 'work') return;
    await upgrade(connection, { steps, found, exports, log });
  } finally {
    await release();
  }
}

interface Upgrade extends Preparation {
  readonly steps: readonly SchemaStep[];
  readonly found: SchemaVersion;
}

async function upgrade(
  connection: Connection,
  { steps, found, exports, log }: Upgrade,
): Promise<void> {
  const change = steps[found.version]?.name ?? '';
  if (found.version > 0 && exports !== undefined) {
    const file = await exportBefore(connection, { directory: exports, change });
    log?.info({ file, from: found.version, to: steps.length }, 'the store was exported');
  }
  const session = await connection.session();
  const db = new Kysely<Tables>({ dialect: session.dialect });
  try {
    await db.transaction().execute(async (trx) => {
      await lockSchema(trx, 'alone');
      const now = await readVersion(trx);
      // Somebody may have joined during the export.
      const todo = meet({ steps, found: now, live: await liveSchemas(trx, now) });
      if (todo === 'migrate') await runMigrations(trx, steps);
    });
  } finally {
    await session.close();
  }
}
