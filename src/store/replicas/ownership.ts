import type { Kysely, Transaction } from 'kysely';
import { BotError } from '../../errors.ts';
import { takeApproval, tellApproved } from '../approvals/approvals.ts';
import { type AuditEntry, addAudit, addAudits, audited } from '../audit/audit.ts';
import { becomes } from '../chats/arrivals.ts';
import * as confirmations from '../chats/confirmations.ts';
import { notify } from '../notify.ts';
import * as operations from '../operations/operations.ts';
import { endOverdue } from '../operations/overdue.ts';
import * as steps from '../operations/steps.ts';
import type { Tables } from '../schema.ts';
import type { Accepted, AcceptRequest, Store, Taken } from '../store.ts';
import * as replicas from './replicas.ts';

type Ownership = 'accept' | 'take' | 'takeAll' | 'takeable' | 'endOverdue' | 'beat' | 'served';

/** One process among all: how operations come to it, and how it keeps them. `atOnce` is the most on one host. */
export function ownership(
  db: Kysely<Tables>,
  { me, atOnce }: operations.Taker,
): Pick<Store, Ownership> {
  const taker = { me, atOnce };
  return {
    accept: (request) => accept(db, request, taker),
    take: async (id: number) => (await takeAll(db, [id], taker))[0],
    takeAll: (ids: readonly number[]) => takeAll(db, ids, taker),
    takeable: (among) => operations.takeable(db, { ...among, atOnce }),
    endOverdue: () => endOverdue(db, taker),
    async beat(following: readonly number[]) {
      await replicas.touchReplica(db, me);
      return operations.renewLeases(db, me, following);
    },
    served: (sites: readonly string[]) => replicas.siteIsServed(db, sites),
  };
}

function takeAll(
  db: Kysely<Tables>,
  ids: readonly number[],
  taker: operations.Taker,
): Promise<readonly Taken[]> {
  return db.transaction().execute(async (trx) => {
    const rows = await operations.takeOperations(trx, ids, taker);
    return Promise.all(rows.map((row) => taken(trx, row)));
  });
}

async function taken(on: Kysely<Tables>, row: operations.OperationRow): Promise<Taken> {
  return { row, steps: row.epoch === 1 ? [] : await steps.stepsOf(on, row.id) };
}

/** All of a plan in one transaction, in a handful of questions however many it has. */
async function accept(
  db: Kysely<Tables>,
  request: AcceptRequest,
  taker: operations.Taker,
): Promise<readonly Accepted[]> {
  let committing = false;
  const work = async (trx: Transaction<Tables>) => {
    if (request.confirmation !== undefined) await spend(trx, request.confirmation);
    if (request.approved !== undefined) await takeApproval(trx, request.approved);
    const accepted = await store(trx, request, taker);
    await beginning(trx, taker.me, request, accepted);
    return accepted;
  };
  const begun = () => {
    committing = true;
  };
  return audited(db, work, begun).catch((error: unknown) => {
    throw committing ? perhapsAccepted(error) : error;
  });
}

async function store(
  trx: Transaction<Tables>,
  { group, operations: wanted, arrival, confirmation, run }: AcceptRequest,
  taker: operations.Taker,
): Promise<readonly Accepted[]> {
  const [parent] = group ? await operations.insertOperations(trx, taker.me, [group]) : [];
  const members = wanted.map((one) => ({ ...one, parent }));
  const ids = await operations.insertOperations(trx, taker.me, members);
  const all = parent === undefined ? ids : [parent, ...ids];
  if (arrival !== undefined) await becomes(trx, arrival, all[0] ?? 0);
  const stored = group ? [group, ...members] : members;
  const entries = stored.map((one, at) => acceptance(all[at] ?? 0, one));
  const [whole] = entries;
  if (whole && confirmation !== undefined) {
    await addAudit(trx, taker.me, { ...whole, event: 'confirmed', outcome: 'confirmed' });
  }
  await addAudits(trx, taker.me, entries);
  const rows = run ? await operations.takeOperations(trx, all, taker) : [];
  const mine = new Map(rows.map((row) => [row.id, row]));
  const left = all.find((id) => !mine.has(id));
  if (left !== undefined) await notify(trx, { id: left, what: 'free' });
  return Promise.all(
    all.map(async (id) => {
      const row = mine.get(id);
      return row ? { id, taken: await taken(trx, row) } : { id };
    }),
  );
}

/** Whoever approved it hears what it became. */
async function beginning(
  trx: Transaction<Tables>,
  me: number,
  { approved, loud = [] }: AcceptRequest,
  [first]: readonly Accepted[],
): Promise<void> {
  if (approved && first) await tellApproved(trx, me, { approved, loud, operation: first.id });
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
