import { createHash } from 'node:crypto';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { Say, Written, WrittenCase } from '../../alerts/live/records.ts';
import type { Place } from '../../chat.ts';
import { isWebhook } from '../../webhooks/webhook.ts';
import { toJson } from '../json.ts';
import { addToOutbox } from '../outbox.ts';
import type { Tables } from '../schema.ts';
import { page } from './page.ts';

/** The incidents and what is said of them in one transaction, as long as the seat is this process's. */
export function write(
  db: Kysely<Tables>,
  me: number,
  { site, seat, cases }: Written,
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
    return 'written';
  });
}

type Trx = Transaction<Tables>;

async function writeCase(trx: Trx, site: string, one: WrittenCase): Promise<void> {
  const { number, said, places: before, paged: known } = await put(trx, site, one);
  const places = [...before];
  let paged = known ?? undefined;
  for (const [at, say] of one.says.entries()) {
    // A place that is told for the first time rings by its card.
    const rings = say.how === 'notice';
    const added = rings ? [] : missing(places, say.places);
    const told = rings ? before : [...places, ...added];
    await tell(trx, { number, said: said + at + 1, say, places: told });
    paged = await page(trx, { number, say, known: places, added, paged });
    places.push(...added);
  }
  if (one.says.length === 0) return;
  await trx
    .updateTable('incidents')
    .set({
      ...{ said: said + one.says.length, places: toJson(places) },
      paged: paged === undefined ? null : toJson(paged),
    })
    .where('number', '=', number)
    .execute();
}

/** A number is taken for a new one alone: people read them. */
async function put(trx: Trx, site: string, one: WrittenCase) {
  const told = ['number', 'places', 'said', 'paged'] as const;
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

function columnsOf({ case: working, incident }: WrittenCase) {
  const { state, endedAt, acknowledged } = incident;
  return {
    state,
    ended_at: endedAt === undefined ? null : new Date(endedAt),
    shown: toJson(incident),
    working: toJson(working),
    acknowledged: acknowledged ? toJson(acknowledged) : null,
  };
}

/** An acknowledgement that came meanwhile stays, unless the incident has escalated since. */
function keptBy({ says }: WrittenCase, acknowledged: string | null) {
  if (says.some(({ why }) => why === 'escalated')) return acknowledged;
  return sql<string>`coalesce(${acknowledged}::jsonb, acknowledged)`;
}

interface Telling {
  readonly number: number;
  readonly said: number;
  readonly say: Say;
  readonly places: readonly Place[];
}

/** The first of a topic posts its message, later ones edit it; a notice rings under it. */
async function tell(trx: Trx, { number, said, say, places }: Telling): Promise<void> {
  const card = toJson(say.draw({ ...say.incident, number }));
  const edits = say.how !== 'notice';
  for (const place of places.filter((one) => !isWebhook(one))) {
    const topic = topicOf(number, place);
    const isNew = edits ? !(await redraw(trx, topic, card)) : await mayRing(trx, topic);
    if (!isNew) continue;
    const nonce = edits ? `${topic}-${said}` : `${topic}-${say.why}-${digest(say.incident)}`;
    const { platform } = place;
    await addToOutbox(trx, [
      { nonce, topic, edits, platform, place: toJson({ ...place, durable: true }), card },
    ]);
  }
}

/** What nobody has begun to say of it. */
function unsaid(trx: Trx, topic: string, edits: boolean) {
  return trx
    .selectFrom('outbox')
    .select('id')
    .where('topic', '=', topic)
    .where('edits', '=', edits)
    .where('attempts', '=', 0)
    .where('said_at', 'is', null)
    .where('given_up_at', 'is', null)
    .forUpdate();
}

/** The edit that waits shows the newer card, in its place before what follows it. */
async function redraw(trx: Trx, topic: string, card: string): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('outbox')
    .set({ card })
    .where('id', 'in', unsaid(trx, topic, true))
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Of notices that wait the last is enough, and none where its card waits too: that rings by itself. */
async function mayRing(trx: Trx, topic: string): Promise<boolean> {
  await trx
    .deleteFrom('outbox')
    .where('id', 'in', unsaid(trx, topic, false))
    .execute();
  const { rows } = await sql`select from topics where name = ${topic}
    union all select from outbox where topic = ${topic} and attempts > 0 limit 1`.execute(trx);
  return rows.length > 0;
}

/** What its message is known by. */
function topicOf(number: number, { platform, channel, thread = '' }: Place): string {
  return `alert-${number}-${digest([platform, channel, thread])}`;
}

/**
 * A notice is known by what it tells: where nobody heard that it was written, it is written once more, and rings once.
 */
function digest(value: unknown): string {
  return createHash('sha256').update(toJson(value)).digest('base64url').slice(0, 16);
}

function missing(known: readonly Place[], wanted: readonly Place[]): readonly Place[] {
  const keys = new Set(known.map((place) => topicOf(0, place)));
  return wanted.filter((place) => !keys.has(topicOf(0, place)));
}
