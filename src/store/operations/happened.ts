import type { Kysely } from 'kysely';
import { z } from 'zod';
import { type Happened, type HappenedQuery, MOST_HAPPENED } from '../../metrics/happened.ts';
import type { Tables } from '../schema.ts';

const kinds: Readonly<Record<string, Happened['what']>> = {
  'snapshot.create': 'snapshot',
  'snapshot.rollback': 'rollback',
  'backup.create': 'backup',
  'backup.restore': 'restore',
};

const Ref = z.object({ site: z.string(), id: z.string(), birth: z.string() });
/** As much of what these were asked as a mark needs; the machine is named in one of three places. */
const Input = z.object({
  target: z.object({ ref: Ref }).optional(),
  replaces: Ref.optional(),
  backup: z
    .object({ site: z.string(), machine: Ref.omit({ site: true }) })
    .transform(({ site, machine }) => ({ site, ...machine }))
    .optional(),
  wanted: z.object({ name: z.string().optional() }).optional(),
  snapshot: z.object({ name: z.string() }).optional(),
});

/** What ended well in that time on these machines, oldest first. */
export async function readHappened(
  db: Kysely<Tables>,
  { machines, from, to }: HappenedQuery,
): Promise<readonly Happened[]> {
  const targets = machines.map(({ site, id }) => `machine:${site}/${id}`);
  if (targets.length === 0) return [];
  const rows = await db
    .selectFrom('claims')
    .innerJoin('operations', 'operations.id', 'claims.operation')
    .select(['operations.kind', 'operations.input', 'operations.started_at', 'operations.ended_at'])
    .where('claims.target', 'in', targets)
    .where('operations.kind', 'in', Object.keys(kinds))
    .where('operations.state', '=', 'done')
    .where('operations.ended_at', '>=', new Date(from))
    .where('operations.started_at', '<', new Date(to))
    .orderBy('operations.ended_at', 'desc')
    .limit(MOST_HAPPENED)
    .execute();
  return rows.reverse().flatMap(({ kind, input, started_at, ended_at }): Happened[] => {
    const what = kinds[kind];
    const { data } = Input.safeParse(input);
    const ref = data?.target?.ref ?? data?.replaces ?? data?.backup;
    if (what === undefined || ref === undefined || started_at === null || ended_at === null) {
      return [];
    }
    const name = data?.snapshot?.name ?? data?.wanted?.name;
    const times = { from: +started_at, to: +ended_at };
    return [{ what, site: ref.site, machine: ref.id, birth: ref.birth, name, ...times }];
  });
}
