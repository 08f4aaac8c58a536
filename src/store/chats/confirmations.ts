import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { Actor } from '../../chat.ts';
import { clean, toJson } from '../json.ts';
import type { Tables } from '../schema.ts';

/** How long a preview may be confirmed; afterwards it is shown anew. */
const CONFIRMATION_MINUTES = 10;

export type ConfirmationRow = Selectable<Tables['confirmations']> & { readonly expired: boolean };

export async function storeConfirmation(
  db: Kysely<Tables>,
  row: {
    readonly id: string;
    readonly actor: Actor;
    readonly line: string;
    readonly fingerprint: string;
    readonly word?: string | undefined;
  },
): Promise<void> {
  await db
    .insertInto('confirmations')
    .values({
      ...row,
      actor: toJson(row.actor),
      word: row.word === undefined ? null : clean(row.word),
      expires_at: sql<Date>`now() + make_interval(mins => ${CONFIRMATION_MINUTES})`,
    })
    .execute();
}

export async function findConfirmation(
  db: Kysely<Tables>,
  id: string,
): Promise<ConfirmationRow | undefined> {
  return db
    .selectFrom('confirmations')
    .selectAll()
    .select(sql<boolean>`expires_at <= now()`.as('expired'))
    .where('id', '=', clean(id))
    .executeTakeFirst();
}

/** Uses the confirmation up, once: false when somebody already did, or its time is over. */
export async function useConfirmation(
  db: Kysely<Tables> | Transaction<Tables>,
  id: string,
): Promise<boolean> {
  const result = await db
    .updateTable('confirmations')
    .set({ used_at: sql<Date>`now()` })
    .where('id', '=', clean(id))
    .where('used_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}
