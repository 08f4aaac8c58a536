import type { Kysely } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { BotError } from '../errors.ts';
import * as spine from './migrations/0001-spine.ts';
import type { Tables } from './schema.ts';

/** In order, never changed once released: a change of the schema is a new one. */
const migrations: Readonly<Record<string, Migration>> = { '0001-spine': spine };

/** Brings the database to this version's schema; safe when several processes start at once. */
export async function migrate(db: Kysely<Tables>): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...migrations }) },
  });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const text = error instanceof Error ? error.message : String(error);
  if (/missing|corrupted/.test(text)) {
    throw new BotError('unsupported', 'The database belongs to a newer version of the bot', {
      hint: 'Start that version, or point this one to another database or data directory.',
      cause: error,
    });
  }
  throw error;
}
