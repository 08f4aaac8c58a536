import { type Kysely, sql, type Transaction } from 'kysely';
import { endedCard, neverBeganCard } from '../../runner/operation-card.ts';
import { addAudits, audited } from '../audit/audit.ts';
import { addToOutbox } from '../chats/outbox.ts';
import { toJson } from '../json.ts';
import { notify } from '../notify.ts';
import type { Tables } from '../schema.ts';
import { isOverdue } from './claims.ts';
import { sayingsOf } from './endings.ts';
import { lockClaims, type OperationRow, type Taker } from './operations.ts';
import { targetsOf } from './targets.ts';
import { taskInfo } from './tasks.ts';

/** As many as one transaction ends: whoever accepts or takes waits for it. */
const BATCH = 50;

/**
 * Ends what has waited for longer than it may, as never begun, with what it waited for; in whichever process comes
 * first. Gives how many that were.
 */
export async function endOverdue(db: Kysely<Tables>, taker: Taker): Promise<number> {
  let ended = 0;
  // Most looks find none, and need no lock then.
  while (await anyOverdue(db)) ended += await audited(db, (trx) => endSome(trx, taker));
  return ended;
}

async function anyOverdue(db: Kysely<Tables>): Promise<boolean> {
  const found = await db
    .selectFrom('operations')
    .select('id')
    .where(isOverdue)
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}

async function endSome(trx: Transaction<Tables>, { me, atOnce }: Taker): Promise<number> {
  await lockClaims(trx);
  const rows = await trx
    .selectFrom('operations')
    .selectAll()
    .where(isOverdue)
    .orderBy('id')
    .limit(BATCH)
    .forUpdate()
    .execute();
  const targets = await targetsOf(
    trx,
    rows.map(({ id }) => id),
  );
  // All of them are asked about before any is gone: some wait for each other.
  const reasons: string[] = [];
  for (const row of rows) reasons.push((await taskInfo(trx, row, atOnce)).reason ?? '');
  for (const [at, row] of rows.entries()) {
    const reason = reasons[at] ?? '';
    await endOne(trx, me, { row, reason, targets: targets.get(row.id) });
  }
  return rows.length;
}

interface Overdue {
  readonly row: OperationRow;
  /** What it waited for. */
  readonly reason: string;
  readonly targets: readonly string[] | undefined;
}

async function endOne(
  trx: Transaction<Tables>,
  me: number,
  { row, reason: waited, targets }: Overdue,
): Promise<void> {
  const told = neverBeganCard(row, waited);
  const [state, card] = ['failed', endedCard(row, told.card)] as const;
  await trx
    .updateTable('operations')
    .set({ state, result: toJson(card), reason: told.reason, ended_at: sql<Date>`now()` })
    .where('id', '=', row.id)
    .execute();
  await addAudits(trx, me, [
    {
      event: 'ended',
      ...{ actor: row.actor, place: row.place, line: row.line, operation: row.id },
      ...{ targets, outcome: 'expired', detail: told.reason },
      durationMs: Date.now() - +row.accepted_at,
    },
  ]);
  await addToOutbox(trx, sayingsOf(row, { state, card }, { me, shown: false }));
  await notify(trx, { id: row.id, what: 'free' });
}
