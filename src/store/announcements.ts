import { type Kysely, sql } from 'kysely';
import type { MessageRef } from '../chat.ts';
import { toJson } from './json.ts';
import { alive } from './replicas.ts';
import type { Tables } from './schema.ts';

/** Milliseconds within which a post is through or given up. */
const POST_LIMIT = 20_000;

/** Who posts the one message of an operation that waits; whoever takes it meanwhile waits for that message. */
export interface Announcements {
  /** True where this process may post it now: it waits or runs here, and nobody else does or did. */
  announce(id: number): Promise<boolean>;
  /** The message is there, or could not be posted. */
  announced(id: number, message: MessageRef | undefined): Promise<void>;
  /** What waits on these platforms and was shown by a process that is gone: this one shows it from now on. */
  adopt(platforms: readonly string[]): Promise<readonly number[]>;
  /** The message that was posted, and whether one may be on its way. */
  announcement(id: number): Promise<{ readonly message?: MessageRef; readonly pending: boolean }>;
}

export function announcements(db: Kysely<Tables>, me: number): Announcements {
  return {
    async announce(id) {
      const { numUpdatedRows } = await db
        .updateTable('operations')
        .set({ announced_until: sql<Date>`now() + make_interval(secs => ${POST_LIMIT / 1000})` })
        .where('id', '=', id)
        .where(({ eb, or }) => or([eb('state', '=', 'waiting'), eb('owner', '=', me)]))
        .where('message', 'is', null)
        .where(sql<boolean>`(announced_until is null or announced_until < now())`)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
    async announced(id, message) {
      await db
        .updateTable('operations')
        .set({ announced_until: null })
        .$if(message !== undefined, (query) =>
          query.set({ message: sql`coalesce(message, ${toJson(message)}::jsonb)` }),
        )
        .where('id', '=', id)
        .execute();
    },
    async adopt(platforms) {
      const rows = await db
        .updateTable('operations')
        .set({ shown_by: me })
        .where('state', '=', 'waiting')
        .where('parent', 'is', null)
        .where(sql<boolean>`place ->> 'durable' = 'true'`)
        .where(sql<boolean>`place ->> 'platform' = any(${[...platforms]}::text[])`)
        .where(sql<boolean>`(shown_by is null or not ${alive(sql.ref('operations.shown_by'))})`)
        .returning('id')
        .execute();
      return rows.map(({ id }) => id);
    },
    async announcement(id) {
      const row = await db
        .selectFrom('operations')
        .select(['message', sql<boolean>`coalesce(announced_until > now(), false)`.as('pending')])
        .where('id', '=', id)
        .executeTakeFirst();
      const pending = row?.pending ?? false;
      return row?.message ? { message: row.message, pending } : { pending };
    },
  };
}
