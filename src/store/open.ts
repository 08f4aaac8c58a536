import { setTimeout as sleep } from 'node:timers/promises';
import { Kysely } from 'kysely';
import { type AuditKeys, plainKeys } from '../audit/keys.ts';
import type { Actor, MessageRef } from '../chat.ts';
import type { BotError } from '../errors.ts';
import type { Progress } from '../operation.ts';
import { accessRecords } from './access/grants.ts';
import { alertRecords } from './alerts/alerts.ts';
import { digestRecords } from './alerts/digests.ts';
import { signalRecords } from './alerts/signals.ts';
import { approvalRecords } from './approvals/approvals.ts';
import { type AuditEntry, addAudit, audited, keepChain } from './audit/audit.ts';
import { createChain } from './audit/chain.ts';
import { auditTrail } from './audit/trail.ts';
import { announcements } from './chats/announcements.ts';
import { boardRecords } from './chats/boards.ts';
import * as confirmations from './chats/confirmations.ts';
import { networkRecords } from './chats/network.ts';
import { addToOutbox } from './chats/outbox.ts';
import { noteRegistered } from './chats/registered.ts';
import { checkupRecords } from './checkups.ts';
import type { Connection } from './connection.ts';
import { findGuestWay, forgetGuestWay, saveGuestWay } from './guest-ways.ts';
import { openLoad } from './load.ts';
import { metricsRecords } from './metrics/metrics.ts';
import { CHANNEL, notify } from './notify.ts';
import { decisions } from './operations/decisions.ts';
import { sayingsOf } from './operations/endings.ts';
import * as operations from './operations/operations.ts';
import * as steps from './operations/steps.ts';
import { targetsOf } from './operations/targets.ts';
import * as tasks from './operations/tasks.ts';
import { ownership } from './replicas/ownership.ts';
import { replicaRecords } from './replicas/records.ts';
import * as replicas from './replicas/replicas.ts';
import { prune } from './retention.ts';
import type { Tables } from './schema.ts';
import type { Store } from './store.ts';
import { inWords } from './trouble.ts';
import { lockSchema } from './upgrade/migrate.ts';
import { type Preparation, prepareStore } from './upgrade/prepare.ts';
import { readVersion, schemaSteps, tooOld } from './upgrade/versions.ts';

interface Member {
  readonly sites: readonly string[];
  readonly client: boolean;
  /** The most operations that hold a slot of one host at the same time. */
  readonly atOnce?: number | undefined;
  /** What seals the audit; without a key it shows mistakes only. */
  readonly auditKeys?: AuditKeys | undefined;
  /** Whose identity this is, where the policy says: it goes into the audit. */
  readonly personOf?: ((actor: Actor) => string | undefined) | undefined;
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
  const end = async () => {
    await db.destroy();
    await connection.close();
  };
  const me = await join(db, connection, { ...member, ...preparation }).catch(
    async (error: unknown) => {
      await end();
      throw error;
    },
  );
  const keys = member.auditKeys ?? plainKeys;
  const chain = createChain({ db, me, key: keys.current, personOf: member.personOf });
  keepChain(db, chain);
  const taker = { me, atOnce: member.atOnce ?? operations.AT_ONCE };
  return inWords({
    me,
    ...ownership(db, taker),
    ...held(db, me),
    ...questions(db, taker),
    ...decisions(db, taker),
    ...networkRecords(db, me),
    ...announcements(db, me),
    ...guestWays(db),
    registered: (platform, fingerprint) => noteRegistered(db, platform, fingerprint),
    access: inWords(accessRecords(db, { me, listen: connection.listen })),
    approvals: inWords(approvalRecords(db, me)),
    boards: inWords(boardRecords(db)),
    checkups: inWords(checkupRecords(db, me)),
    alerts: inWords(alertRecords(db, me)),
    digests: inWords(digestRecords(db)),
    metrics: inWords(metricsRecords(db, connection.session)),
    signals: inWords(signalRecords(db)),
    auditHead: chain.head,
    trail: inWords(auditTrail(db, { keys, head: chain.head })),
    prune: (retention) => prune(db, retention, { me, key: keys.current }),
    replicas: inWords(replicaRecords(db, me, connection.listen)),
    changes: (heard) => connection.listen(CHANNEL, (payload) => heard(JSON.parse(payload))),
    async close() {
      await leaving(db, me);
      await end();
    },
  } satisfies Store);
}

/** How guests are reached over ssh. */
function guestWays(
  db: Kysely<Tables>,
): Pick<Store, 'guestWay' | 'saveGuestWay' | 'forgetGuestWay'> {
  return {
    guestWay: (machine) => findGuestWay(db, machine),
    saveGuestWay: (machine, way) => saveGuestWay(db, machine, way),
    forgetGuestWay: (machine) => forgetGuestWay(db, machine),
  };
}

/** Milliseconds for a last word; a database that is down does not hear it. */
const LAST_WORD = 500;

async function leaving(db: Kysely<Tables>, me: number): Promise<void> {
  const said = replicas.leaveReplicas(db, me).catch(() => undefined);
  await Promise.race([said, sleep(LAST_WORD, undefined, { ref: false })]);
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
  return audited(db, async (trx) => {
    const row = await operations.endOperation(trx, hold, end);
    if (!row) return false;
    await addAudit(trx, me, {
      event: 'ended',
      actor: row.actor,
      place: row.place,
      line: row.line,
      operation: row.id,
      targets: row.targets,
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
  | 'targets'
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
    targets: (ids: readonly number[]) => targetsOf(db, ids),
    load: () => openLoad(db),
  };
}
