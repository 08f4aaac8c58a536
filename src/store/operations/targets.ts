import type { Kysely } from 'kysely';
import type { Tables } from '../schema.ts';

/** What each of these operations claims or claimed, a group all that its members did. */
export async function targetsOf(
  db: Kysely<Tables>,
  ids: readonly number[],
): Promise<ReadonlyMap<number, readonly string[]>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('claims')
    .innerJoin('operations', 'operations.id', 'claims.operation')
    .select(['operations.id', 'operations.parent', 'claims.target'])
    .where((where) =>
      where.or([where('operations.id', 'in', ids), where('operations.parent', 'in', ids)]),
    )
    .execute();
  const found = new Map<number, string[]>();
  for (const { id, parent, target } of rows) {
    for (const one of [id, ...(parent === null ? [] : [parent])]) {
      found.set(one, [...(found.get(one) ?? []), target]);
    }
  }
  return found;
}
