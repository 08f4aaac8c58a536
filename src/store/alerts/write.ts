import { type Insertable, type Kysely, sql, type Transaction } from 'kysely';
import type { Say, Written, WrittenCase } from '../../alerts/live/records.ts';
import type { Place } from '../../chat.ts';
import { toJson } from '../json.ts';
import { addToOutbox } from '../outbox.ts';
import type { Tables } from '../schema.ts';

/** The incidents and what is said of them in one transaction, as long as the seat is this process's. */
export function write(
  db: Kysely<Tables>,
  me: number,
  { site, seat, cases }: Written,
): Promise<'written' | 'not-ours'> {
  return db.transaction().execute(async (trx) => {
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
  const row = await put(trx, site, one);
  const places = [...row.places];
  const rows: Insertable<Tables['outbox']>[] = [];
  let { said } = row;
  for (const say of one.says) {
    said += 1;
    if (say.how !== 'notice') places.push(...missing(places, say.places));
    rows.push(...sayings({ number: row.number, said, say, places }));
  }
  if (one.says.length === 0) return;
  await dropOlder(trx, rows);
  await addToOutbox(trx, rows);
  await trx
    .updateTable('incidents')
    .set({ said, places: toJson(places) })
    .where('number', '=', row.number)
    .execute();
}

/** An acknowledgement that came meanwhile stays, unless the incident has escalated since. */
async function put(trx: Trx, site: string, { case: working, incident, says }: WrittenCase) {
  const taken = says.some(({ why }) => why === 'escalated');
  const acknowledged = incident.acknowledged ? toJson(incident.acknowledged) : null;
  const ended = incident.endedAt === undefined ? null : new Date(incident.endedAt);
  const now = {
    state: incident.state,
    ended_at: ended,
    shown: toJson(incident),
    working: toJson(working),
  };
  const of = { id: incident.id, site, started_at: new Date(incident.startedAt) };
  return trx
    .insertInto('incidents')
    .values({ ...of, ...now, acknowledged })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet({
        ...now,
        changed_at: new Date(),
        acknowledged: taken
          ? acknowledged
          : sql<string>`coalesce(excluded.acknowledged, incidents.acknowledged)`,
      }),
    )
    .returning(['number', 'places', 'said'])
    .executeTakeFirstOrThrow();
}

interface Sayings {
  readonly number: number;
  readonly said: number;
  readonly say: Say;
  readonly places: readonly Place[];
}

/** The first of a topic posts its message, later ones edit it; a notice rings under it. */
function sayings({ number, said, say, places }: Sayings): Insertable<Tables['outbox']>[] {
  const card = toJson(say.draw({ ...say.incident, number }));
  return places.map((place) => {
    const topic = topicOf(number, place);
    return {
      nonce: `${topic}-${said}`,
      topic,
      edits: say.how !== 'notice',
      platform: place.platform,
      place: toJson({ ...place, durable: true }),
      card,
    };
  });
}

/** As short as the narrowest chat wants a nonce: its message is looked for by this. */
function topicOf(number: number, { platform, channel, thread = '' }: Place): string {
  return `alert-${number}-${keyOf(`${platform}/${channel}/${thread}`)}`;
}

function keyOf(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(36);
}

/** An edit that nobody has begun to say is worth nothing once there is a newer one. */
async function dropOlder(trx: Trx, rows: readonly Insertable<Tables['outbox']>[]): Promise<void> {
  const topics = rows.flatMap(({ topic, edits }) => (edits && topic ? [topic] : []));
  if (topics.length === 0) return;
  await trx
    .deleteFrom('outbox')
    .where('topic', 'in', topics)
    .where('edits', '=', true)
    .where('attempts', '=', 0)
    .where('said_at', 'is', null)
    .where('given_up_at', 'is', null)
    .execute();
}

function missing(known: readonly Place[], wanted: readonly Place[]): readonly Place[] {
  const keys = new Set(known.map((place) => topicOf(0, place)));
  return wanted.filter((place) => !keys.has(topicOf(0, place)));
}
