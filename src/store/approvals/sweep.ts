import { sql, type Transaction } from 'kysely';
import { reminderCard, unheardCard } from '../../approvals/cards.ts';
import { addToOutbox } from '../chats/outbox.ts';
import { toJson } from '../json.ts';
import type { Tables } from '../schema.ts';
import { approvalOf, rowOf } from './rows.ts';
import { calling, close, note } from './sayings.ts';

/** Ends what nobody answered in time. */
export async function expire(trx: Transaction<Tables>, me: number): Promise<number> {
  const rows = await trx
    .updateTable('approvals')
    .set({ state: 'expired', ended_at: sql<Date>`now()` })
    .where('state', '=', 'waiting')
    .where('expires_at', '<=', sql<Date>`now()`)
    .returningAll()
    .execute();
  for (const row of rows) {
    const approval = approvalOf(row);
    await note(trx, me, approval, { event: 'approval-expired', outcome: 'expired' });
    await close(trx, approval);
  }
  return rows.length;
}

/** Reminds everybody who was asked, each time on a message of its own: an edit rings no device. */
export async function remind(trx: Transaction<Tables>): Promise<number> {
  const rows = await trx
    .updateTable('approvals')
    .set({
      reminders: sql<number>`reminders + 1`,
      remind_at: sql<Date>`now() + make_interval(secs => remind_seconds)`,
    })
    .where('state', '=', 'waiting')
    .where('remind_at', '<=', sql<Date>`now()`)
    .returningAll()
    .execute();
  for (const row of rows) {
    const approval = approvalOf(row);
    const sayings = approval.posts.map((post) => ({
      nonce: `${post.topic}-reminder-${row.reminders}`,
      platform: post.place.platform,
      place: toJson(post.place),
      card: toJson(calling(reminderCard(approval), post)),
      calls: post.calls ?? null,
    }));
    await addToOutbox(trx, sayings);
  }
  return rows.length;
}

interface Unheard {
  readonly id: number;
  /** What its chats said. */
  readonly trouble: string;
}

/** Milliseconds after which a message that could not be said is told of: somebody waits for its answer. */
const UNHEARD_MS = 20_000;

/** Whoever asked hears, once, that none of the messages which ask for it could be posted: nobody else knows that they wait. */
export async function tellUnheard(trx: Transaction<Tables>): Promise<number> {
  const { rows: found } = await sql<Unheard>`
    select approvals.id, string_agg(distinct trouble, '; ') as trouble
    from approvals cross join jsonb_array_elements(posts) as post
      join outbox on outbox.topic = post ->> 'topic'
    where approvals.state = 'waiting' and approvals.place ->> 'durable' = 'true'
      and not exists (select from outbox told where told.nonce = (posts -> 0 ->> 'topic') || '-unheard')
    group by approvals.id
    having bool_and(said_at is null and trouble is not null
      and added_at < now() - make_interval(secs => ${UNHEARD_MS / 1_000}))`.execute(trx);
  for (const { id, trouble } of found) {
    const approval = approvalOf(await rowOf(trx, id));
    const { place, actor, posts } = approval;
    const saying = {
      nonce: `${posts[0]?.topic}-unheard`,
      platform: place.platform,
      place: toJson(place),
      card: toJson(unheardCard(approval, trouble)),
      calls: actor.id,
    };
    await addToOutbox(trx, [saying]);
  }
  return found.length;
}
