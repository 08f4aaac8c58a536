import type { Kysely } from 'kysely';
import type { Happened, HappenedQuery } from '../../metrics/happened.ts';
import type { Past, PastQuery, Sample, Series, Thing } from '../../metrics/sample.ts';
import type { Connection } from '../connection.ts';
import { readHappened } from '../operations/happened.ts';
import type { Tables } from '../schema.ts';
import { readPast } from './past.ts';
import { dropOld, rollUp } from './roll-up.ts';
import { listSeries, numberSeries } from './series.ts';
import { createWriter } from './write.ts';

/** What was measured of hosts and machines, and is kept: minutes for a month, hours for more than a year. */
export interface MetricsRecords {
  /** The number of each thing, in their order; what is new gets one. */
  numbers(things: readonly Thing[]): Promise<readonly number[]>;
  /** What figures are kept of, on these sites. */
  series(sites: readonly string[]): Promise<readonly Series[]>;
  /** All of them in one copy, or none. */
  write(samples: readonly Sample[]): Promise<void>;
  past(query: PastQuery): Promise<Past>;
  /** What was done to these machines meanwhile, oldest first. */
  happened(query: HappenedQuery): Promise<readonly Happened[]>;
  /** Makes minutes and hours of what has come up to `now`, and drops what is kept no longer. */
  rollUp(now: number): Promise<void>;
}

export function metricsRecords(db: Kysely<Tables>, session: Connection['session']): MetricsRecords {
  return {
    numbers: (things) => numberSeries(db, things),
    series: (sites) => listSeries(db, sites),
    write: createWriter(db, session),
    past: (query) => readPast(db, query),
    happened: (query) => readHappened(db, query),
    async rollUp(now) {
      await rollUp(db, now);
      await dropOld(db, now);
    },
  };
}
