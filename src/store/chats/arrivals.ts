import { type Kysely, sql, type Transaction } from 'kysely';
import type { Arrival } from '../../chat.ts';
import { BotError } from '../../errors.ts';
import { clean, toJson } from '../json.ts';
import { alive } from '../replicas/replicas.ts';
import type { Tables } from '../schema.ts';

/**
 * Minutes after which a line that nobody dealt with is dropped: the answer to a click is to be had for as long, and
 * nobody wants a machine stopped by what he typed before lunch.
 * https://docs.discord.com/developers/interactions/receiving-and-responding
 */
const STALE_MINUTES = 15;

/** The event holds a token to answer with: it goes as soon as nobody needs it. */
const nothing = '{}';

/** True for whoever writes it down first, and for whoever finds that the process that did is gone. */
export async function receiveArrival(
  db: Kysely<Tables>,
  me: number,
  { key, platform, event }: Arrival,
): Promise<boolean> {
  // Nearly every one is new, and somebody waits for its acknowledgement: the second question is for the others.
  const { numAffectedRows: written } = await sql`/* plan arrival-receive */
    insert into arrivals (key, platform, event, replica)
    values (${clean(key)}, ${platform}, ${toJson(event)}, ${me}) on conflict (key) do nothing`.execute(
    db,
  );
  if (written) return true;
  const taken = await db
    .updateTable('arrivals')
    .set({ replica: me })
    .where('key', '=', clean(key))
    .where('dealt_at', 'is', null)
    .where(sql<boolean>`not ${alive(sql.ref('arrivals.replica'))}`)
    .returning('key')
    .executeTakeFirst();
  return taken !== undefined;
}

export interface LeftBehind {
  readonly arrivals: readonly Arrival[];
  /** Keys of what was too old to be dealt with. */
  readonly dropped: readonly string[];
}

/** Takes over, in one statement, what processes that are gone did not deal with. */
export async function takeLeftBehind(
  db: Kysely<Tables>,
  me: number,
  platform: string,
): Promise<LeftBehind> {
  const { rows } = await sql<Arrival & { readonly stale: boolean }>`
    with orphans as (
      select key, arrived_at < now() - make_interval(mins => ${STALE_MINUTES}) as stale
      from arrivals where platform = ${platform} and dealt_at is null
        and not ${alive(sql.ref('arrivals.replica'))}
      for update skip locked)
    update arrivals set replica = ${me},
      dealt_at = case when orphans.stale then now() end,
      event = case when orphans.stale then ${nothing}::jsonb else arrivals.event end
    from orphans where arrivals.key = orphans.key
    returning arrivals.key, arrivals.platform, arrivals.event, orphans.stale`.execute(db);
  return {
    arrivals: rows
      .filter(({ stale }) => !stale)
      .map(({ key, event }) => ({ key, platform, event }))
      .toSorted((a, b) => (a.key < b.key ? -1 : 1)),
    dropped: rows.filter(({ stale }) => stale).map(({ key }) => key),
  };
}

/** No process's id: replicas are counted from one. */
const NOBODY = 0;

/** Leaves it to whichever other process looks next for what nobody deals with. */
export async function handOver(db: Kysely<Tables>, key: string): Promise<void> {
  await db
    .updateTable('arrivals')
    .set({ replica: NOBODY })
    .where('key', '=', clean(key))
    .where('dealt_at', 'is', null)
    .execute();
}

export async function dealtWith(db: Kysely<Tables>, key: string): Promise<void> {
  await sql`/* plan arrival-dealt-with */
    update arrivals set dealt_at = now(), event = ${nothing}
    where key = ${clean(key)} and dealt_at is null`.execute(db);
}

/** Says which operation its line became, or none, once: for a second one it throws, and nothing is accepted. */
export async function becomes(
  trx: Transaction<Tables>,
  key: string,
  operation: number | null,
): Promise<void> {
  const { numUpdatedRows } = await trx
    .updateTable('arrivals')
    .set({ operation, dealt_at: sql<Date>`now()`, event: nothing })
    .where('key', '=', clean(key))
    .where('dealt_at', 'is', null)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows > 0n) return;
  throw new BotError('conflict', 'This line was dealt with already', {
    hint: 'Nothing more was started. task list shows what runs.',
  });
}
