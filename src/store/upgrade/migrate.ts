import { type Kysely, sql, type Transaction } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import type { Tables } from '../schema.ts';
import { oldestAfter, type SchemaStep } from './versions.ts';

/** Held alone while the schema is changed, shared while a process joins. */
const SCHEMA_LOCK = 0x6e6b_7363;

/** The schema stays as it is until the transaction ends; `alone` while it is being changed. */
export async function lockSchema(
  trx: Transaction<Tables>,
  how: 'shared' | 'alone',
): Promise<unknown> {
  return how === 'alone'
    ? sql`select pg_advisory_xact_lock(${SCHEMA_LOCK})`.execute(trx)
    : sql`select pg_advisory_xact_lock_shared(${SCHEMA_LOCK})`.execute(trx);
}

/** Does what is missing of these steps, all or nothing with the transaction. */
export async function runMigrations(
  trx: Transaction<Tables>,
  steps: readonly SchemaStep[],
): Promise<void> {
  const migrations = Object.fromEntries(steps.map((step, at) => [step.name, told(steps, at)]));
  const migrator = new Migrator({ db: trx, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}

/** The step, which also writes down what it makes of the schema. */
function told(steps: readonly SchemaStep[], at: number): Migration {
  const { migration } = steps[at] as SchemaStep;
  return {
    async up(db: Kysely<Tables>) {
      await migration.up(db);
      if (at === 0) return;
      const oldest = oldestAfter(steps.slice(0, at + 1), at);
      await sql`update store_version set version = ${at + 1}, oldest = greatest(oldest, ${oldest})`.execute(
        db,
      );
    },
  };
}
