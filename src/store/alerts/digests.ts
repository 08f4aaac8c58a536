import type { Kysely } from 'kysely';
import { addToOutbox, rowOf, type Saying } from '../chats/outbox.ts';
import type { Tables } from '../schema.ts';

/** Which daily digests were told: each once, whoever tells it. */
export interface DigestRecords {
  /** `2026-11-27` */
  isTold(day: string): Promise<boolean>;
  /** Has all of it said. False where that day was told already: nothing is said then. */
  tell(day: string, sayings: readonly Saying[]): Promise<boolean>;
}

export function digestRecords(db: Kysely<Tables>): DigestRecords {
  return {
    async isTold(day) {
      const row = await db
        .selectFrom('digests')
        .select('day')
        .where('day', '=', day)
        .executeTakeFirst();
      return row !== undefined;
    },
    tell: (day, sayings) =>
      db.transaction().execute(async (trx) => {
        const taken = await trx
          .insertInto('digests')
          .values({ day })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirst();
        if ((taken.numInsertedOrUpdatedRows ?? 0n) === 0n) return false;
        await addToOutbox(trx, sayings.map(rowOf));
        return true;
      }),
  };
}
