import { hostname } from 'node:os';
import { type Kysely, sql } from 'kysely';
import type { Abandoning } from '../../alerts/live/records.ts';
import { OWN_SITE } from '../../alerts/rules/signal.ts';
import { alive } from '../replicas/replicas.ts';
import type { Tables } from '../schema.ts';

/**
 * Sites with open incidents that this very configuration had when they were looked at last, and has no more. Whose
 * configuration it is that another replica had them by is not known: as long as one runs, or ran on another computer
 * within the hour for which that is known, nothing is abandoned.
 */
export async function abandonedSites(
  db: Kysely<Tables>,
  { origin, sites }: Abandoning,
): Promise<readonly string[]> {
  const { rows } = await sql<{ readonly site: string }>`
    select distinct incidents.site from incidents
    where ended_at is null and site <> ${OWN_SITE} and site <> all(${[...sites]}::text[])
      and working ->> 'origin' = ${origin}
      and not exists (
        select from replicas where not client and incidents.site = any(replicas.sites)
          and (host <> ${hostname()} or ${alive(sql.ref('replicas.id'))}))
    order by site`.execute(db);
  return rows.map(({ site }) => site);
}
