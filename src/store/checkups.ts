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
  /** What was seen of single machines of that site. */
  looks(site: string): Promise<SiteFacts['looks']>;
  /** The clocks of its hosts, and when they were read. */
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
    async looks(site) {
      return (await part(db, site, 'looks'))?.of ?? [];
    },
    async clocks(site) {
      const read = await part(db, site, 'vitals');
      return read?.of.map(({ host, clock }) => ({ host, clock, at: read.at })) ?? [];
    },
  };
}

/** One part of what was found at a site: all of it, of all sites, is megabytes. */
async function part<K extends 'looks' | 'vitals'>(
  db: Kysely<Tables>,
  site: string,
  name: K,
): Promise<{ readonly of: SiteFacts[K]; readonly at: number } | undefined> {
  const { rows } = await sql<{ readonly of: SiteFacts[K]; readonly at: Date }>`
    select facts -> ${name} as of, at from checkups where site = ${site} and shape = ${SHAPE}`.execute(
    db,
  );
  const [row] = rows;
  return row && { of: row.of, at: +row.at };
}
