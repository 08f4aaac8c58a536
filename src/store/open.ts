import { Kysely, type Transaction } from 'kysely';
import type { Actor, MessageRef } from '../chat.ts';
import type { BotError } from '../errors.ts';
import type { Progress } from '../operation.ts';
import { type AuditEntry, addAudit, addAudits } from './audit.ts';
import { boardRecords } from './boards.ts';
import { requestCancel } from './cancel.ts';
import * as confirmations from './confirmations.ts';
import type { Connection } from './connection.ts';
import { sayingsOf, settledSaying } from './endings.ts';
import { accessRecords } from './grants.ts';
import { findGuestWay, forgetGuestWay, saveGuestWay } from './guest-ways.ts';
import { openLoad } from './load.ts';
import { lockSchema } from './migrate.ts';
import { networkRecords } from './network.ts';
import { CHANNEL, notify } from './notify.ts';
import * as operations from './operations.ts';
import { addToOutbox } from './outbox.ts';
import { ownership } from './ownership.ts';
import { type Preparation, prepareStore } from './prepare.ts';
import { noteRegistered } from './registered.ts';
import { replicaRecords } from './replica-records.ts';
import * as replicas from './replicas.ts';
import { prune } from './retention.ts';
import type { Tables } from './schema.ts';
import * as steps from './steps.ts';
import type { Store } from './store.ts';
import * as tasks from './tasks.ts';
import { inWords } from './trouble.ts';
import { readVersion, schemaSteps, tooOld } from './versions.ts';

interface Member {
  readonly sites: readonly string[];
  readonly client: boolean;
  /** The most operations that hold a slot of one host at the same time. */
  readonly atOnce?: number | undefined;
  readonly version?: string | undefined;
  /** The most operations it follows at the same time. */
  readonly places?: number | undefined;
}

/** Migrates, joins the replicas and gives the one way to everything durable. The connection is closed with it. */
export async function openStore(
  connection: Connection,
  member: Member,
  preparation: Preparation = {},
): Promise<Store> {
  const db = new Kysely<Tables>({ dialect: connection.dialect });
  const close = async () => {
    await db.destroy();
    await connection.close();
  };
  const me = await join(db, connection, { ...member, ...preparation }).catch(
    async (error: unknown) => {
      await close();
      throw error;
    },
  );
  const taker = { me, atOnce: member.atOnce ?? operations.AT_ONCE };
  return inWords({
    me,
    ...ownership(db, taker),
    ...held(db, me),
    ...questions(db, taker),
    ...decisions(db, taker),
    ...networkRecords(db, me),
    guestWay: (machine) => findGuestWay(db, machine),
    saveGuestWay: (machine, way) => saveGuestWay(db, machine, way),
    forgetGuestWay: (machine) => forgetGuestWay(db, machine),
    registered: (platform, fingerprint) => noteRegistered(db, platform, fingerprint),
    access: inWords(accessRecords(db, { me, listen: connection.listen })),
    boards: inWords(boardRecords(db)),
    replicas: inWords(replicaRecords(db, me, connection.listen)),
    prune: (retention) => prune(db, retention),
    changes: (heard) => connection.listen(CHANNEL, (payload) => heard(JSON.parse(payload))),
    close,
  } satisfies Store);
}

async function join(
  db: Kysely<Tables>,
  connection: Connection,
  { sites, client, version, places, ...preparation }: Member & Preparation,
): Promise<number> {
  await prepareStore(connection, preparation);
  const schema = (preparation.steps ?? schemaSteps).length;
  const me = await replicas.joinReplicas(db, connection, {
    ...{ sites, client, version, places },
    schema,
  });
  // Who changed the schema before we were known did not ask whether we can work with it.
  await db.transaction().execute(async (trx) => {
    await lockSchema(trx, 'shared');
    const found = await readVersion(trx);
    if (found.oldest > schema) throw tooOld(schema, found);
  });
  return me;
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
    end: (hold, end, shown = false) => endIn(db, { me, hold, end, shown }),
    release: (hold: operations.Hold) => operations.releaseOperation(db, hold),
  };
}

interface Ending {
  readonly me: number;
  readonly hold: operations.Hold;
  readonly end: operations.End;
  readonly shown: boolean;
}

function endIn(db: Kysely<Tables>, { me, hold, end, shown }: Ending): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
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
    await addToOutbox(trx, sayingsOf(row, end, { me, shown }));
    await notify(trx, { id: hold.id, what: 'free' });
    return true;
  });
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

function questions(db: Kysely<Tables>, { me, atOnce }: operations.Taker): Pick<Store, Questions> {
  return {
    operation: (id: number) => tasks.findOperation(db, id),
    steps: (operation) => steps.stepsOf(db, operation),
    members: (group) => tasks.membersOf(db, { group, atOnce }),
    ask: (row: Parameters<typeof confirmations.storeConfirmation>[1]) =>
      confirmations.storeConfirmation(db, row),
    confirmation: (id: string) => confirmations.findConfirmation(db, id),
    decline: (id: string) => confirmations.useConfirmation(db, id),
    audit: (entry: AuditEntry) => addAudit(db, me, entry),
    listTasks: (filter: { ended: boolean; limit: number }) =>
      tasks.listTasks(db, { ...filter, atOnce }),
    showTask: (id: number) => tasks.showTask(db, { id, atOnce }),
    load: () => openLoad(db),
  };
}

function decisions(
  db: Kysely<Tables>,
  { me, atOnce }: operations.Taker,
): Pick<Store, 'cancel' | 'settle'> {
  const told = async (
    trx: Transaction<Tables>,
    rows: readonly operations.OperationRow[],
    entry: Pick<AuditEntry, 'event' | 'actor' | 'line' | 'outcome' | 'detail'>,
  ) => {
    await addAudits(
      trx,
      me,
      rows.map(({ id }) => ({ ...entry, operation: id })),
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
      const row = await db.transaction().execute(async (trx) => {
        const cancelled = await requestCancel(trx, id, actor);
        const line = `task cancel ${id}`;
        const entry = { event: 'cancelled', actor, line, outcome: 'asked' } as const;
        await told(trx, [cancelled.row, ...cancelled.members], entry);
        return cancelled.row;
      });
      return tasks.taskInfo(db, row, atOnce);
    },
    async settle(settlement: tasks.Settlement) {
      const { id, actor, as: outcome, note: detail } = settlement;
      const line = `task settle ${id} ${outcome}`;
      const row = await db.transaction().execute(async (trx) => {
        const settled = await tasks.settleOperation(trx, settlement);
        await told(trx, [settled], { event: 'settled', actor, line, outcome, detail });
        await addToOutbox(trx, settledSaying(settled));
        return settled;
      });
      return tasks.taskInfo(db, row, atOnce);
    },
  };
}
