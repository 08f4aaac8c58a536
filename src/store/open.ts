import { Kysely, sql, type Transaction } from 'kysely';
import type { Actor, MessageRef } from '../chat.ts';
import { BotError } from '../errors.ts';
import type { Progress } from '../operation.ts';
import { type AuditEntry, addAudit } from './audit.ts';
import * as confirmations from './confirmations.ts';
import type { Connection } from './connection.ts';
import { openLoad } from './load.ts';
import { migrate } from './migrate.ts';
import * as operations from './operations.ts';
import * as replicas from './replicas.ts';
import type { Tables } from './schema.ts';
import * as steps from './steps.ts';
import type { Accepted, AcceptRequest, Change, Store, Taken } from './store.ts';
import * as tasks from './tasks.ts';
import { inWords } from './trouble.ts';

const CHANNEL = 'nakhoda_operation';

/** Migrates, joins the replicas and gives the one way to everything durable. The connection is closed with it. */
export async function openStore(
  connection: Connection,
  member: { readonly sites: readonly string[]; readonly client: boolean },
): Promise<Store> {
  const db = new Kysely<Tables>({ dialect: connection.dialect });
  const close = async () => {
    await db.destroy();
    await connection.close();
  };
  const me = await join(db, connection, member).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return inWords({
    me,
    ...ownership(db, me),
    ...held(db, me),
    ...questions(db, me),
    ...decisions(db, me),
    changes: (heard) => connection.listen(CHANNEL, (payload) => heard(JSON.parse(payload))),
    close,
  } satisfies Store);
}

async function join(
  db: Kysely<Tables>,
  connection: Connection,
  member: Parameters<typeof replicas.joinReplicas>[2],
): Promise<number> {
  await migrate(db);
  return replicas.joinReplicas(db, connection, member);
}

function ownership(
  db: Kysely<Tables>,
  me: number,
): Pick<Store, 'accept' | 'take' | 'takeable' | 'beat' | 'served'> {
  const taken = async (on: Kysely<Tables>, row: operations.OperationRow): Promise<Taken> => ({
    row,
    steps: row.epoch === 1 ? [] : await steps.stepsOf(on, row.id),
  });
  const acceptOne = async (
    trx: Transaction<Tables>,
    operation: operations.Acceptance,
    run: boolean,
  ): Promise<Accepted> => {
    const id = await operations.insertOperation(trx, operation);
    await addAudit(trx, me, acceptance(id, operation));
    const row = run ? await operations.takeOperation(trx, id, me) : undefined;
    if (row) return { id, taken: await taken(trx, row) };
    await notify(trx, { id, what: 'free' });
    return { id };
  };
  return {
    async accept(request: AcceptRequest) {
      let committing = false;
      const work = async (trx: Transaction<Tables>) => {
        if (request.confirmation !== undefined) await spend(trx, request.confirmation);
        const accepted: Accepted[] = [];
        if (request.group) accepted.push(await acceptOne(trx, request.group, request.run));
        const parent = accepted[0]?.id;
        for (const one of request.operations) {
          accepted.push(await acceptOne(trx, { ...one, parent }, request.run));
        }
        committing = true;
        return accepted;
      };
      return db
        .transaction()
        .execute(work)
        .catch((error: unknown) => {
          throw committing ? perhapsAccepted(error) : error;
        });
    },
    take: (id: number) =>
      db.transaction().execute(async (trx) => {
        const row = await operations.takeOperation(trx, id, me);
        return row && taken(trx, row);
      }),
    takeable: (among) => operations.takeable(db, among),
    async beat(following: readonly number[]) {
      await replicas.touchReplica(db, me);
      return operations.renewLeases(db, me, following);
    },
    served: (sites: readonly string[]) => replicas.siteIsServed(db, sites),
  };
}

function held(
  db: Kysely<Tables>,
  me: number,
): Pick<Store, 'beginStep' | 'endStep' | 'saveProgress' | 'saveMessage' | 'end' | 'release'> {
  const update = async (
    hold: operations.Hold,
    change: Parameters<typeof operations.updateHeld>[2],
  ) => {
    const written = await operations.updateHeld(db, hold, change);
    if (written) await notify(db, { id: hold.id, what: 'changed' });
    return written;
  };
  return {
    beginStep: (hold: operations.Hold, name: string) => steps.beginStep(db, hold, name),
    endStep: (
      hold: operations.Hold,
      end: { name: string; result: unknown } | { name: string; error: BotError },
    ) =>
      steps.endStep(
        db,
        hold,
        'error' in end
          ? {
              name: end.name,
              error: { code: end.error.code, message: end.error.message, hint: end.error.hint },
            }
          : end,
      ),
    saveProgress: (hold: operations.Hold, progress: Progress) => update(hold, { progress }),
    saveMessage: (hold: operations.Hold, message: MessageRef) => update(hold, { message }),
    end: (hold: operations.Hold, end: operations.End) =>
      db.transaction().execute(async (trx) => {
        const row = await operations.endOperation(trx, hold, end);
        if (!row) return false;
        await addAudit(trx, me, {
          event: 'ended',
          actor: row.actor,
          place: row.place,
          line: row.line,
          operation: row.id,
          outcome: end.state,
          detail: end.reason,
          durationMs: Date.now() - +row.accepted_at,
        });
        await notify(trx, { id: hold.id, what: 'free' });
        return true;
      }),
    release: (hold: operations.Hold) => operations.releaseOperation(db, hold),
  };
}

type Questions =
  | 'operation'
  | 'steps'
  | 'members'
  | 'ask'
  | 'confirmation'
  | 'decline'
  | 'audit'
  | 'listTasks'
  | 'showTask'
  | 'load';

function questions(db: Kysely<Tables>, me: number): Pick<Store, Questions> {
  return {
    operation: (id: number) => tasks.findOperation(db, id),
    steps: (operation) => steps.stepsOf(db, operation),
    members: (group) => tasks.membersOf(db, group),
    ask: (row: Parameters<typeof confirmations.storeConfirmation>[1]) =>
      confirmations.storeConfirmation(db, row),
    confirmation: (id: string) => confirmations.findConfirmation(db, id),
    decline: (id: string) => confirmations.useConfirmation(db, id),
    audit: (entry: AuditEntry) => addAudit(db, me, entry),
    listTasks: (filter: { ended: boolean; limit: number }) => tasks.listTasks(db, filter),
    showTask: (id: number) => tasks.showTask(db, id),
    load: () => openLoad(db),
  };
}

function decisions(db: Kysely<Tables>, me: number): Pick<Store, 'cancel' | 'settle'> {
  const decide = async (
    decision: (trx: Transaction<Tables>) => Promise<operations.OperationRow>,
    entry: Pick<AuditEntry, 'event' | 'actor' | 'line' | 'outcome' | 'detail'>,
  ) => {
    const row = await db.transaction().execute(async (trx) => {
      const changed = await decision(trx);
      await addAudit(trx, me, { ...entry, operation: changed.id });
      await notify(trx, { id: changed.id, what: changed.state === 'running' ? 'cancel' : 'free' });
      return changed;
    });
    return tasks.taskInfo(db, row);
  };
  return {
    cancel: (id: number, actor: Actor) =>
      decide((trx) => tasks.requestCancel(trx, id, actor), {
        event: 'cancelled',
        actor,
        line: `task cancel ${id}`,
        outcome: 'asked',
      }),
    settle: (settlement: tasks.Settlement) =>
      decide((trx) => tasks.settleOperation(trx, settlement), {
        event: 'settled',
        actor: settlement.actor,
        line: `task settle ${settlement.id} ${settlement.as}`,
        outcome: settlement.as,
        detail: settlement.note,
      }),
  };
}

function acceptance(id: number, operation: operations.Acceptance): AuditEntry {
  return {
    event: 'accepted',
    actor: operation.actor,
    place: operation.place,
    line: operation.line,
    operation: id,
    targets: operation.data.claims.map((claim) => claim.target),
    outcome: 'accepted',
  };
}

/** The answer to the commit was lost: only the database knows. */
function perhapsAccepted(cause: unknown): BotError {
  return new BotError('unreachable', 'The bot’s database did not say whether this was accepted', {
    hint: 'It may run. Look at task list before you send it again.',
    cause,
  });
}

async function spend(trx: Transaction<Tables>, confirmation: string): Promise<void> {
  if (await confirmations.useConfirmation(trx, confirmation)) return;
  throw new BotError('expired', 'This was already confirmed or cancelled, or its time is over', {
    hint: 'Send the command again to see its preview anew.',
  });
}

function notify(db: Kysely<Tables>, change: Change) {
  return sql`select pg_notify(${CHANNEL}, ${JSON.stringify(change)})`.execute(db);
}
