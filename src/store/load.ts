import { type Kysely, sql } from 'kysely';
import type { Tables } from './schema.ts';

/** What waits in the store, for all replicas together. */
export interface Load {
  /** Operations that have not ended; a group and each of its members count. */
  readonly waiting: number;
  readonly running: number;
  readonly undecided: number;
  /** What has still to be said in a chat. */
  readonly unsaid: Unsaid;
  /** Webhooks that refused for good what they were told last, by their names. */
  readonly refusing?: readonly string[] | undefined;
}

export interface Unsaid {
  readonly count: number;
  /** Milliseconds for which the oldest of it has waited; 0 where nothing waits. */
  readonly oldestMs: number;
  /** Given up after a day, or where the bot was shut out for too long: nobody was told. */
  readonly givenUp: number;
}

export async function openLoad(db: Kysely<Tables>): Promise<Load> {
  const rows = await db
    .selectFrom('operations')
    .select(['state', sql<number>`count(*)::int`.as('count')])
    .where('state', 'in', ['waiting', 'running', 'undecided'])
    .groupBy('state')
    .execute();
  const counts = Object.fromEntries(rows.map(({ state, count }) => [state, count]));
  const [unsaid, refusing] = await Promise.all([unsaidOf(db), refusingOf(db)]);
  return { waiting: 0, running: 0, undecided: 0, ...counts, unsaid, refusing };
}

async function unsaidOf(db: Kysely<Tables>): Promise<Unsaid> {
  const open = sql`said_at is null and given_up_at is null`;
  const oldest = sql<number>`extract(epoch from now() - min(added_at) filter (where ${open}))`;
  const { count, seconds, lost } = await db
    .selectFrom('outbox')
    .select([
      sql<number>`(count(*) filter (where ${open}))::int`.as('count'),
      sql<number>`coalesce(${oldest}, 0)::float`.as('seconds'),
      sql<number>`(count(*) filter (where given_up_at is not null))::int`.as('lost'),
    ])
    .where('said_at', 'is', null)
    .executeTakeFirstOrThrow();
  return { count, oldestMs: Math.max(0, seconds * 1_000), givenUp: lost };
}

async function refusingOf(db: Kysely<Tables>): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select name from (
      select distinct on (place ->> 'channel') place ->> 'channel' as name, given_up_at
      from outbox where event is not null and (said_at is not null or given_up_at is not null)
      order by place ->> 'channel', coalesce(said_at, given_up_at) desc) newest
    where given_up_at is not null order by name`.execute(db);
  return rows.map(({ name }) => name);
}
