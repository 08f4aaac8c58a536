import { type Kysely, sql } from 'kysely';
import { clean } from '../json.ts';
import type { Tables } from '../schema.ts';

/** What the process that polls a site found there last. Times are milliseconds since the epoch. */
export interface Finding {
  readonly site: string;
  readonly replica: number;
  readonly askedAt: number;
  /** Absent where it never answered. */
  readonly answeredAt?: number | undefined;
  /** Why it did not answer, in words. */
  readonly problem?: string | undefined;
}

export async function saveFinding(
  db: Kysely<Tables>,
  me: number,
  { site, problem }: Pick<Finding, 'site' | 'problem'>,
): Promise<void> {
  const now = sql<Date>`now()`;
  const seen = { replica: me, problem: problem === undefined ? null : clean(problem) };
  const answered = problem === undefined ? { answered_at: now } : {};
  await db
    .insertInto('findings')
    .values({ site: clean(site), ...seen, ...answered })
    .onConflict((conflict) =>
      conflict.column('site').doUpdateSet({ ...seen, ...answered, asked_at: now as never }),
    )
    .execute();
}

export async function listFindings(db: Kysely<Tables>): Promise<readonly Finding[]> {
  const rows = await db.selectFrom('findings').selectAll().orderBy('site').execute();
  return rows.map((row) => ({
    site: row.site,
    replica: row.replica,
    askedAt: +row.asked_at,
    answeredAt: row.answered_at === null ? undefined : +row.answered_at,
    problem: row.problem ?? undefined,
  }));
}
