import { sql, type Transaction } from 'kysely';
import type { Actor } from '../../chat.ts';
import { BotError } from '../../errors.ts';
import { isOpen } from '../../operation.ts';
import { toJson } from '../json.ts';
import type { Tables } from '../schema.ts';
import { lockClaims, type OperationRow } from './operations.ts';
import { findOperation } from './tasks.ts';

type Trx = Transaction<Tables>;

/** The operation, and what of its group was cancelled with it. */
export interface Cancelled {
  readonly row: OperationRow;
  readonly members: readonly OperationRow[];
}

/**
 * What waits is over at once; what runs keeps the wish, and whoever follows it stops the hypervisor's task. All of a
 * group in one moment: none of it begins afterwards. Throws `conflict` when there is nothing left to cancel.
 */
export async function requestCancel(trx: Trx, id: number, actor: Actor): Promise<Cancelled> {
  await lockClaims(trx);
  const { state } = await findOperation(trx, id);
  if (!isOpen(state)) throw tooLate(id, state);
  // In the order in which a beat locks them: the group before its members.
  const [row] = await wish(trx, [id], actor);
  if (row === undefined) throw tooLate(id, (await findOperation(trx, id)).state);
  const members = await wish(trx, await openMembers(trx, id), actor);
  await end(trx, waitingOf(members));
  const begun = await openMembers(trx, id);
  if (begun.length === 0) await end(trx, waitingOf([row]));
  const now = new Map((await found(trx, [id, ...members.map((one) => one.id)])).map(byId));
  return { row: now.get(id) ?? row, members: members.map((one) => now.get(one.id) ?? one) };
}

function waitingOf(rows: readonly OperationRow[]): readonly number[] {
  return rows.filter(({ state }) => state === 'waiting').map(({ id }) => id);
}

function byId(row: OperationRow): [number, OperationRow] {
  return [row.id, row];
}

async function openMembers(trx: Trx, group: number): Promise<readonly number[]> {
  const rows = await trx
    .selectFrom('operations')
    .select('id')
    .where('parent', '=', group)
    .where('state', 'in', ['waiting', 'running'])
    .orderBy('id')
    .forUpdate()
    .execute();
  return rows.map(({ id }) => id);
}

/** Of those that have not ended by now. */
async function wish(
  trx: Trx,
  ids: readonly number[],
  actor: Actor,
): Promise<readonly OperationRow[]> {
  return trx
    .updateTable('operations')
    .set({ cancelled_by: toJson(actor) })
    .where(among(ids))
    .where('state', 'in', ['waiting', 'running'])
    .returningAll()
    .execute();
}

async function end(trx: Trx, ids: readonly number[]): Promise<void> {
  const words = ': cancelled before it began, nothing was changed';
  await trx
    .updateTable('operations')
    .set({
      state: 'cancelled',
      ended_at: sql<Date>`now()`,
      result: sql<string>`jsonb_build_object('title', title || ${words}::text)`,
    })
    .where(among(ids))
    .execute();
}

function found(trx: Trx, ids: readonly number[]): Promise<OperationRow[]> {
  return trx.selectFrom('operations').selectAll().where(among(ids)).orderBy('id').execute();
}

function among(ids: readonly number[]) {
  return sql<boolean>`id = any(${[...ids]}::integer[])`;
}

function tooLate(id: number, state: OperationRow['state']): BotError {
  return new BotError('conflict', `Task ${id} cannot be cancelled: it is ${state}`, {
    hint:
      state === 'undecided'
        ? `Find out what became of it, then: task settle ${id} done|failed`
        : `task show ${id} tells how it ended.`,
  });
}
