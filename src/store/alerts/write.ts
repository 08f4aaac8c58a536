import { type Kysely, sql, type Transaction } from 'kysely';
import type { Written, WrittenCase } from '../../alerts/live/records.ts';
import { toJson } from '../json.ts';
import type { Tables } from '../schema.ts';
import { holdBack, tellHeldBack } from './held-back.ts';
import { page } from './page.ts';
import { tell } from './tell.ts';

/** The incidents and what is said of them in one transaction, as long as the seat is this process's. */
export function write(
  db: Kysely<Tables>,
  me: number,
  { site, seat, cases, missed }: Written,
): Promise<'written' | 'not-ours'> {
  return db.transaction().execute(async (trx) => {
    // Whoever would take the seat meanwhile waits for the end of this.
    const held = await trx
      .selectFrom('leases')
      .select('name')
      .where('name', '=', seat)
      .where('holder', '=', me)
      .where('until', '>', sql<Date>`now()`)
      .forShare()
      .executeTakeFirst();
    if (held === undefined) return 'not-ours';
    for (const one of cases) await writeCase(trx, site, one);
    if (missed) await tellHeldBack(trx, missed);
    return 'written';
  });
}

type Trx = Transaction<Tables>;

async function writeCase(trx: Trx, site: string, one: WrittenCase): Promise<void> {
  const { number, said, acknowledged, paged: before } = await put(trx, site, one);
  let paged = before ?? {};
  for (const [at, say] of one.says.entries()) {
    // Somebody may have acknowledged it since this process looked: then nobody is called any more.
    if (acknowledged !== null && calls(say)) continue;
    await tell(trx, { number, said: said + at + 1, say });
    paged = await page(trx, { number, say, paged });
  }
  await holdBack(trx, number, one.missed ?? []);
  if (one.says.length === 0) return;
  await trx
    .updateTable('incidents')
    .set({ said: said + one.says.length, paged: toJson(paged) })
    .where('number', '=', number)
    .execute();
}

/** A reply for whoever does not look after it yet. */
function calls({ how, why }: WrittenCase['says'][number]): boolean {
  if (why === 'unanswered') return true;
  return how === 'notice' && (why === 'escalated' || why === 'unmuted');
}

/** A number is taken for a new one alone: people read them. */
async function put(trx: Trx, site: string, one: WrittenCase) {
  const told = ['number', 'said', 'acknowledged', 'paged'] as const;
  const { acknowledged, ...now } = columnsOf(one);
  const known = await trx
    .updateTable('incidents')
    .set({ ...now, acknowledged: keptBy(one, acknowledged), changed_at: new Date() })
    .where('id', '=', one.incident.id)
    .returning(told)
    .executeTakeFirst();
  if (known) return known;
  const { id, startedAt } = one.incident;
  return trx
    .insertInto('incidents')
    .values({ id, site, started_at: new Date(startedAt), ...now, acknowledged })
    .returning(told)
    .executeTakeFirstOrThrow();
}

function columnsOf({ case: working, incident, reached }: WrittenCase) {
  const { state, endedAt, acknowledged } = incident;
  const { told, ...reach } = reached;
  return {
    state,
    ended_at: endedAt === undefined ? null : new Date(endedAt),
    shown: toJson(incident),
    working: toJson(working),
    acknowledged: acknowledged ? toJson(acknowledged) : null,
    ...{ places: toJson(told), reach: toJson(reach) },
  };
}

/** An acknowledgement that came meanwhile stays, unless the incident has escalated since. */
function keptBy({ escalated }: WrittenCase, acknowledged: string | null) {
  if (escalated) return acknowledged;
  return sql<string>`coalesce(${acknowledged}::jsonb, acknowledged)`;
}
