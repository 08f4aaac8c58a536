import { type Kysely, sql } from 'kysely';
import type { MessageRef } from '../../chat.ts';
import { toJson } from '../json.ts';
import { notify } from '../notify.ts';
import { alive } from '../replicas/replicas.ts';
import type { Tables } from '../schema.ts';

/** Milliseconds within which a post is through or given up. */
const POST_LIMIT = 20_000;
const postLimit = sql<Date>`now() + make_interval(secs => ${POST_LIMIT / 1000})`;

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
  /**
   * Says its end once more, where it has one: for who wrote into its message without being the one to end it, and so
   * may have written over it. What ends later is said later by itself.
   */
  amend(id: number): Promise<void>;
}

export function announcements(db: Kysely<Tables>, me: number): Announcements {
  return {
    async announce(id) {
      const { numUpdatedRows } = await db
        .updateTable('operations')
        .set({ announced_until: postLimit })
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
    announcement: (id) => announcement(db, id),
    amend: (id) => amend(db, id),
  };
}

async function announcement(
  db: Kysely<Tables>,
  id: number,
): ReturnType<Announcements['announcement']> {
  const row = await db
    .selectFrom('operations')
    .select(['message', sql<boolean>`coalesce(announced_until > now(), false)`.as('pending')])
    .where('id', '=', id)
    .executeTakeFirst();
  const pending = row?.pending ?? false;
  return row?.message ? { message: row.message, pending } : { pending };
}

async function amend(db: Kysely<Tables>, id: number): Promise<void> {
  const { rows } = await sql`
    insert into outbox (operation, platform, place, nonce, card, edits)
    select id, place ->> 'platform', place, tag || '-again-' || gen_random_uuid(), result, true
    from operations
    where id = ${id} and result is not null and ended_at is not null and parent is null
      and place ->> 'durable' = 'true' returning id`.execute(db);
  if (rows.length > 0) await notify(db, { id: 0, what: 'say' });
}
