import { sql, type Transaction } from 'kysely';
import { reminderCard } from '../../approvals/cards.ts';
import { addToOutbox } from '../chats/outbox.ts';
import { toJson } from '../json.ts';
import type { Tables } from '../schema.ts';
import { approvalOf } from './rows.ts';
import { close, note } from './sayings.ts';

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
    const card = toJson(reminderCard(approval));
    const sayings = approval.posts.map(({ topic, place, calls }) => ({
      nonce: `${topic}-reminder-${row.reminders}`,
      platform: place.platform,
      place: toJson(place),
      card,
      calls: calls ?? null,
    }));
    await addToOutbox(trx, sayings);
  }
  return rows.length;
}
