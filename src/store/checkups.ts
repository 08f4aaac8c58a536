import { type Kysely, sql } from 'kysely';
import type { SiteFacts } from '../doctor/facts.ts';
import type { Vitals } from '../hypervisor/checks.ts';
import { clean, toJson } from './json.ts';
import type { Tables } from './schema.ts';

/** What the doctor found at each site last, whichever process looked. */
export interface CheckupRecords {
  save(facts: SiteFacts): Promise<void>;
  /** Their times are those of the database's clock. */
  list(): Promise<readonly SiteFacts[]>;
  /** The same, of one site: only the clocks of its hosts, and when they were read. */
  clocks(site: string): Promise<readonly HostClock[]>;
}

export interface HostClock extends Pick<Vitals, 'host' | 'clock'> {
  readonly at: number;
}

/** Raised when {@link SiteFacts} changes: what another version of the bot wrote is not read, but looked at anew. */
const SHAPE = 1;

export function checkupRecords(db: Kysely<Tables>, me: number): CheckupRecords {
  return {
    async save(facts) {
      const seen = { replica: me, shape: SHAPE, facts: toJson(facts) };
      await db
        .insertInto('checkups')
        .values({ site: clean(facts.site), ...seen })
        .onConflict((conflict) =>
          conflict.column('site').doUpdateSet({ ...seen, at: sql<Date>`now()` as never }),
        )
        .execute();
    },
    async list() {
      const rows = await db
        .selectFrom('checkups')
        .select(['facts', 'at'])
        .where('shape', '=', SHAPE)
        .orderBy('site')
        .execute();
      return rows.map(({ facts, at }) => ({ ...facts, at: +at }));
    },
    async clocks(site) {
      const row = await db
        .selectFrom('checkups')
        .select(['at', sql<SiteFacts['vitals']>`facts -> 'vitals'`.as('vitals')])
        .where('site', '=', site)
        .where('shape', '=', SHAPE)
        .executeTakeFirst();
      return row?.vitals.map(({ host, clock }) => ({ host, clock, at: +row.at })) ?? [];
    },
  };
}
