import { type Kysely, type Selectable, sql } from 'kysely';
import type { Acknowledged } from '../../alerts/incident.ts';
import type { LiveAlertRecords } from '../../alerts/live/records.ts';
import type { AlertRecords, KeptIncident, KeptSilence } from '../../alerts/records.ts';
import type { Actor } from '../../chat.ts';
import { BotError } from '../../errors.ts';
import { clean, toJson } from '../json.ts';
import { notify } from '../notify.ts';
import type { Tables } from '../schema.ts';
import { abandonedSites } from './abandoned.ts';
import { goOn, reachedOf, readHeavyWorks, readInbox, readReached, readWorks } from './live.ts';
import { write } from './write.ts';

/** Incidents and silences, for commands and for whoever polls a site. */
export function alertRecords(db: Kysely<Tables>, me: number): AlertRecords & LiveAlertRecords {
  return {
    ...incidentRecords(db),
    ...silenceRecords(db),
    abandoned: (by) => abandonedSites(db, by),
    goOn: (site, since) => goOn(db, site, since),
    reached: (ids) => readReached(db, ids),
    write: (turn) => write(db, me, turn),
    inbox: (site) => readInbox(db, site),
    works: (site, since) => readWorks(db, site, since),
    heavyWorks: (site, since) => readHeavyWorks(db, site, since),
  };
}

type OfIncidents = 'list' | 'find' | 'reachedBy' | 'between' | 'acknowledge';

function incidentRecords(db: Kysely<Tables>): Pick<AlertRecords, OfIncidents> {
  const all = (sites: readonly string[]) =>
    db
      .selectFrom('incidents')
      .select(['number', 'shown', 'acknowledged'])
      .where('site', 'in', ['', ...sites]);
  return {
    async list({ sites, ended, limit }) {
      const rows = await all(sites)
        .$if(!ended, (query) => query.where('ended_at', 'is', null))
        .orderBy(sql`ended_at is null`, 'desc')
        .orderBy(sql`ended_at is null and shown ->> 'severity' = 'critical'`, 'desc')
        .orderBy('number', 'desc')
        .limit(limit)
        .execute();
      return rows.map(keptOf);
    },
    async find(number) {
      const row = await db
        .selectFrom('incidents')
        .select(['number', 'shown', 'acknowledged'])
        .where('number', '=', number)
        .executeTakeFirst();
      return row ? keptOf(row) : nothing(number);
    },
    async reachedBy(number) {
      const row = await db
        .selectFrom('incidents')
        .select(['places', 'reach'])
        .where('number', '=', number)
        .executeTakeFirst();
      return row ? reachedOf(row) : nothing(number);
    },
    async between({ sites, from, to }) {
      const rows = await all(sites)
        .where('started_at', '<', new Date(to))
        .where(({ eb, or }) =>
          or([eb('ended_at', 'is', null), eb('ended_at', '>=', new Date(from))]),
        )
        .orderBy('number')
        .execute();
      return rows.map(keptOf);
    },
    acknowledge: (number, by) => acknowledge(db, number, by),
  };
}

async function acknowledge(db: Kysely<Tables>, number: number, by: Actor): Promise<boolean> {
  const who: Acknowledged = { by: clean(by.name), at: Date.now() };
  const row = await db
    .updateTable('incidents')
    .set({ acknowledged: toJson(who), state: 'acknowledged' })
    .where('number', '=', number)
    .where('ended_at', 'is', null)
    .where('acknowledged', 'is', null)
    .returning('number')
    .executeTakeFirst();
  if (row) await notify(db, { id: number, what: 'alert' });
  else await openOrThrow(db, number);
  return row !== undefined;
}

async function openOrThrow(db: Kysely<Tables>, number: number): Promise<void> {
  const row = await db
    .selectFrom('incidents')
    .select('ended_at')
    .where('number', '=', number)
    .executeTakeFirst();
  if (row === undefined) return nothing(number);
  if (row.ended_at === null) return;
  throw new BotError('conflict', `Alert ${number} is over`, { hint: 'Nothing was changed.' });
}

function nothing(number: number): never {
  throw new BotError('not-found', `There is no alert ${number}`, {
    hint: 'alert list shows those that are open, alert list --ended the others.',
  });
}

/** What people said to it counts at once, also before it is drawn anew. */
function keptOf({
  number,
  shown,
  acknowledged,
}: Pick<Selectable<Tables['incidents']>, 'number' | 'shown' | 'acknowledged'>): KeptIncident {
  const state = shown.state === 'firing' && acknowledged !== null ? 'acknowledged' : shown.state;
  return { ...shown, state, number, acknowledged: acknowledged ?? undefined };
}

type OfSilences = 'silences' | 'silence' | 'unsilence';

function silenceRecords(db: Kysely<Tables>): Pick<AlertRecords, OfSilences> {
  return {
    async silences() {
      const rows = await db
        .selectFrom('silences')
        .selectAll()
        .where('ends_at', '>', sql<Date>`now()`)
        .where('ended_by', 'is', null)
        .orderBy('number')
        .execute();
      return rows.map(silenceOf);
    },
    async silence({ on, signal, from, until, reason }, by) {
      const row = await db
        .insertInto('silences')
        .values({
          selector: clean(on),
          signal: signal ?? null,
          starts_at: new Date(from),
          ends_at: new Date(until),
          reason: clean(reason),
          made_by: toJson(by),
        })
        .returningAll()
        .executeTakeFirstOrThrow();
      await notify(db, { id: row.number, what: 'alert' });
      return silenceOf(row);
    },
    async unsilence(number, by) {
      const row = await db
        .updateTable('silences')
        .set({ ended_by: toJson(by) })
        .where('number', '=', number)
        .where('ends_at', '>', sql<Date>`now()`)
        .where('ended_by', 'is', null)
        .returning('number')
        .executeTakeFirst();
      if (row) await notify(db, { id: number, what: 'alert' });
      return row !== undefined;
    },
  };
}

function silenceOf({
  number,
  selector,
  signal,
  starts_at,
  ends_at,
  reason,
  made_by,
}: Selectable<Tables['silences']>): KeptSilence {
  return {
    ...{ number, id: String(number), on: selector, reason, by: made_by },
    signal: signal ?? undefined,
    from: +starts_at,
    until: +ends_at,
  };
}
