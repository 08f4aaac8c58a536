import { type Kysely, sql } from 'kysely';
import type { Series, Thing } from '../../metrics/sample.ts';
import { toJson } from '../json.ts';
import type { Tables } from '../schema.ts';

/** The number of each thing, in their order. */
export async function numberSeries(
  db: Kysely<Tables>,
  things: readonly Thing[],
): Promise<readonly number[]> {
  if (things.length === 0) return [];
  const rows = things.map(({ site, kind, id, birth, name, host, tags, cpus }, place) => ({
    ...{ place, site, kind, thing: id, birth, name, host, tags, cpus: cpus ?? null },
  }));
  const told = sql`told as (
    select place, site, kind, thing, birth, name, host, cpus,
      array(select jsonb_array_elements_text(tags)) as tags
    from jsonb_to_recordset(${toJson(rows)}::jsonb) as row (place integer, site text, kind text, thing text,
      birth text, name text, host text, cpus integer, tags jsonb))`;
  // Nearly always nothing of it is new, and nothing is written.
  await sql`with ${told}
    insert into series (site, kind, thing, birth, name, host, tags, cpus)
    select distinct on (site, kind, thing, birth) site, kind, thing, birth, name, host, tags, cpus from told
    on conflict (site, kind, thing, birth) do update set name = excluded.name, host = excluded.host,
      tags = excluded.tags, cpus = excluded.cpus
      where (series.name, series.host, series.tags, series.cpus) is distinct from
        (excluded.name, excluded.host, excluded.tags, excluded.cpus)`.execute(db);
  const { rows: found } = await sql<{ readonly id: number }>`with ${told}
    select series.id from told join series using (site, kind, thing, birth) order by place`.execute(
    db,
  );
  return found.map(({ id }) => id);
}

export async function listSeries(
  db: Kysely<Tables>,
  sites: readonly string[],
): Promise<readonly Series[]> {
  const rows = await db
    .selectFrom('series')
    .selectAll()
    .where('site', 'in', [...sites])
    .orderBy('id')
    .execute();
  return rows.map(({ id, thing, cpus, ...row }) => ({
    ...row,
    ...{ number: id, id: thing, cpus: cpus ?? undefined },
  }));
}
