import { type Kysely, sql } from 'kysely';
import { clean } from '../json.ts';
import type { Tables } from '../schema.ts';

/** Ways between machines that answered once, by the site under which they are watched. */
export interface WayRecords {
  answeredWays(site: string): Promise<readonly string[]>;
  /** These answer now. One that has not for a month is how things are, and forgotten. */
  reachedWays(site: string, ways: readonly string[]): Promise<void>;
}

export function wayRecords(db: Kysely<Tables>): WayRecords {
  return {
    async answeredWays(site) {
      const rows = await db
        .selectFrom('answered_ways')
        .select('way')
        .where('site', '=', clean(site))
        .execute();
      return rows.map(({ way }) => way);
    },
    async reachedWays(site, ways) {
      const all = ways.map(clean);
      // Once a day each: what is known already costs one question.
      await sql`
        with forgotten as (
          delete from answered_ways where site = ${clean(site)} and at < now() - interval '30 days'
            and way <> all(${all}::text[]))
        insert into answered_ways (site, way)
        select ${clean(site)}, way from unnest(${all}::text[]) as now (way)
        where not exists (select from answered_ways old where old.site = ${clean(site)}
          and old.way = now.way and old.at > now() - interval '1 day')
        on conflict (site, way) do update set at = excluded.at`.execute(db);
    },
  };
}
