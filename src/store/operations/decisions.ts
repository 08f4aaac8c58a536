import type { Kysely, Transaction } from 'kysely';
import type { Actor } from '../../chat.ts';
import { type AuditEntry, addAudits, audited } from '../audit/audit.ts';
import { addToOutbox } from '../chats/outbox.ts';
import { notify } from '../notify.ts';
import type { Tables } from '../schema.ts';
import type { Store } from '../store.ts';
import { requestCancel } from './cancel.ts';
import { cancelledSaying, settledSaying } from './endings.ts';
import type * as operations from './operations.ts';
import { targetsOf } from './targets.ts';
import * as tasks from './tasks.ts';

/** What people decide about operations, each with its audit rows and what the team is told. */
export function decisions(
  db: Kysely<Tables>,
  { me, atOnce }: operations.Taker,
): Pick<Store, 'cancel' | 'settle'> {
  const told = async (
    trx: Transaction<Tables>,
    rows: readonly operations.OperationRow[],
    entry: Pick<AuditEntry, 'event' | 'actor' | 'line' | 'outcome' | 'detail'>,
  ) => {
    const ids = rows.map(({ id }) => id);
    const targets = await targetsOf(trx, ids);
    await addAudits(
      trx,
      me,
      ids.map((id) => ({ ...entry, operation: id, targets: targets.get(id) })),
    );
    for (const { id, state } of rows) {
      if (state === 'running') await notify(trx, { id, what: 'cancel' });
    }
    // One is enough, for whoever hears it looks at all.
    const over = rows.find(({ state }) => state !== 'running');
    if (over) await notify(trx, { id: over.id, what: 'free' });
  };
  return {
    async cancel(id: number, actor: Actor) {
      const row = await audited(db, async (trx) => {
        const cancelled = await requestCancel(trx, id, actor);
        const line = `task cancel ${id}`;
        const entry = { event: 'cancelled', actor, line, outcome: 'asked' } as const;
        await told(trx, [cancelled.row, ...cancelled.members], entry);
        await addToOutbox(trx, cancelledSaying(cancelled.row));
        return cancelled.row;
      });
      return tasks.taskInfo(db, row, atOnce);
    },
    async settle(settlement: tasks.Settlement) {
      const { id, actor, as: outcome, note: detail } = settlement;
      const line = `task settle ${id} ${outcome}`;
      const row = await audited(db, async (trx) => {
        const settled = await tasks.settleOperation(trx, settlement);
        await told(trx, [settled], { event: 'settled', actor, line, outcome, detail });
        await addToOutbox(trx, settledSaying(settled));
        return settled;
      });
      return tasks.taskInfo(db, row, atOnce);
    },
  };
}
