import { type Kysely, sql, type Transaction } from 'kysely';
import { LINK_MINUTES } from '../../access/code.ts';
import type { Link } from '../../access/people.ts';
import type { Actor } from '../../chat.ts';
import { BotError } from '../../errors.ts';
import { clean, toJson } from '../json.ts';
import type { Tables } from '../schema.ts';
import { refuseGuessing } from './claim-codes.ts';
import type { TellsOf, Told } from './grants-audit.ts';

/** Who is whom, durable. */
export interface LinkRecords {
  addLinkCode(hash: string, first: Actor): Promise<void>;
  /** Whose code it is. Throws `invalid`, `expired`, and `busy` after too many wrong ones. */
  takeLinkCode(hash: string, second: Actor): Promise<Actor>;
  /** Joins this person to the one whose code they took, where that may be; throws `expired` where they took none. */
  link(second: Actor, mayJoin: (first: Actor) => void): Promise<Actor>;
  unlink(identity: Actor, by: Actor): Promise<boolean>;
}

/** One change at a time. */
export type Changing = <T>(work: (trx: Transaction<Tables>) => Promise<T>) => Promise<T>;

interface LinkParts {
  readonly changing: Changing;
  told(trx: Transaction<Tables>, event: Told, change: TellsOf): Promise<void>;
}

export function linkRecords({ changing, told }: LinkParts): LinkRecords {
  return {
    addLinkCode: (hash, first) => changing((trx) => addLinkCode(trx, hash, first)),
    takeLinkCode: (hash, second) => changing((trx) => takeLinkCode(trx, hash, second)),
    link: (second, mayJoin) =>
      changing(async (trx) => {
        const first = await useTaken(trx, second);
        mayJoin(first);
        await addLink(trx, second, first);
        await told(trx, 'linked', { person: first, by: second });
        return first;
      }),
    unlink: (identity, by) =>
      changing(async (trx) => {
        const gone = await dropLinks(trx, identity);
        if (gone) await told(trx, 'unlinked', { person: identity, by });
        return gone;
      }),
  };
}

const again = 'Type link in your other chat: it gives a new one.';

export async function readLinks(db: Kysely<Tables>): Promise<readonly Link[]> {
  const rows = await db.selectFrom('links').selectAll().orderBy('linked_at').execute();
  return rows.map((row) => ({
    identity: { platform: row.platform, id: row.person, name: row.name },
    first: { platform: row.first_platform, id: row.first_person, name: row.first_name },
    at: +row.linked_at,
  }));
}

/** A person has one code at a time. */
async function addLinkCode(trx: Transaction<Tables>, hash: string, first: Actor) {
  const { platform, id, name } = first;
  await trx
    .deleteFrom('link_codes')
    .where((where) =>
      where.or([
        where('expires_at', '<', sql<Date>`now()`),
        where.and([where('platform', '=', platform), where('person', '=', id)]),
      ]),
    )
    .execute();
  const expires = sql<Date>`now() + make_interval(mins => ${LINK_MINUTES})`;
  await trx
    .insertInto('link_codes')
    .values({ hash, platform, person: clean(id), name: clean(name), expires_at: expires })
    .execute();
}

/**
 * The code is this person's to confirm from now on, and nobody else's. Throws `invalid` for a wrong one, `busy` after
 * too many, `expired` for one that somebody took.
 */
async function takeLinkCode(trx: Transaction<Tables>, hash: string, second: Actor): Promise<Actor> {
  await refuseGuessing(trx, second);
  const taken = await trx
    .updateTable('link_codes')
    .set({ taken_by: toJson(second) })
    .where('hash', '=', hash)
    .where('taken_by', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .returningAll()
    .executeTakeFirst();
  if (taken) return { platform: taken.platform, id: taken.person, name: taken.name };
  const known = await trx
    .selectFrom('link_codes')
    .select('taken_by')
    .where('hash', '=', hash)
    .executeTakeFirst();
  if (known === undefined) throw new BotError('invalid', 'This code is wrong', { hint: again });
  const why =
    known.taken_by === null ? `is older than ${LINK_MINUTES} minutes` : 'was used already';
  throw new BotError('expired', `This code ${why}`, { hint: again });
}

/** What this person took and has not confirmed; it is used up with that. Throws `expired` where there is none. */
async function useTaken(trx: Transaction<Tables>, { platform, id }: Actor): Promise<Actor> {
  const used = await trx
    .updateTable('link_codes')
    .set({ used_at: sql<Date>`now()` })
    .where(sql<boolean>`taken_by ->> 'platform' = ${platform} and taken_by ->> 'id' = ${id}`)
    .where('used_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .returningAll()
    .executeTakeFirst();
  if (used) return { platform: used.platform, id: used.person, name: used.name };
  throw new BotError('expired', 'There is no code of yours to confirm', { hint: again });
}

async function addLink(trx: Transaction<Tables>, second: Actor, first: Actor) {
  await trx
    .insertInto('links')
    .values({
      platform: second.platform,
      person: clean(second.id),
      name: clean(second.name),
      first_platform: first.platform,
      first_person: clean(first.id),
      first_name: clean(first.name),
    })
    .execute();
}

/** Takes every link that this identity is part of; false where there was none. */
async function dropLinks(
  trx: Transaction<Tables>,
  { platform, id }: Pick<Actor, 'platform' | 'id'>,
): Promise<boolean> {
  const gone = await trx
    .deleteFrom('links')
    .where((where) =>
      where.or([
        where.and({ platform, person: id }),
        where.and({ first_platform: platform, first_person: id }),
      ]),
    )
    .executeTakeFirst();
  return gone.numDeletedRows > 0n;
}
