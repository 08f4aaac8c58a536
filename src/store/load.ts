import { type Kysely, sql } from 'kysely';
import type { Tables } from './schema.ts';

/** How many operations have not ended, of all replicas; a group and each of its members count. */
export interface Load {
  readonly waiting: number;
  readonly running: number;
  readonly undecided: number;
}

export async function openLoad(db: Kysely<Tables>): Promise<Load> {
  const rows = await db
    .selectFrom('operations')
    .select(['state', sql<number>`count(*)::int`.as('count')])
    .where('state', 'in', ['waiting', 'running', 'undecided'])
    .groupBy('state')
    .execute();
  const counts = Object.fromEntries(rows.map(({ state, count }) => [state, count]));
  return { waiting: 0, running: 0, undecided: 0, ...counts };
}
