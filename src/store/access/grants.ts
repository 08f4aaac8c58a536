import { type Kysely, sql, type Transaction } from 'kysely';
import type { Identity, Link } from '../../access/people.ts';
import type { StandIn } from '../../access/stand-in.ts';
import type { Actor } from '../../chat.ts';
import { BotError } from '../../errors.ts';
import { addAudit, audited } from '../audit/audit.ts';
import { clean, toJson } from '../json.ts';
import type { Tables } from '../schema.ts';
import { addCode, useCode } from './claim-codes.ts';
import { auditOf, type TellsOf, type Told } from './grants-audit.ts';
import { type Changing, type LinkRecords, linkRecords, readLinks } from './links.ts';
import { readStandIns, type StandInRecords, standInRecords } from './stand-ins.ts';

/** A person's role, as somebody granted it in a chat or at the terminal. */
export interface Grant {
  readonly person: Actor;
  /** One of the file too; a word that is no role any more gives nothing. */
  readonly role: string;
  /** A selector; absent: everything. */
  readonly on?: string | undefined;
  readonly by: Actor;
  readonly at: number;
}

/** Somebody who wants a role and has no answer yet. */
export interface AccessRequest {
  readonly person: Actor;
  readonly role: string;
  readonly at: number;
}

/** Who may do what, durable. All that changes it is audited in the same transaction and told to every process. */
export interface AccessRecords extends LinkRecords, StandInRecords {
  all(): Promise<{
    readonly grants: readonly Grant[];
    readonly requests: readonly AccessRequest[];
    readonly links: readonly Link[];
    readonly standIns: readonly StandIn[];
  }>;
  /** Gives the role instead of any other on the same selector, and answers a request of that person. */
  grant(person: Actor, role: string, change: Change): Promise<void>;
  /** Takes every role, or that on one selector, and a request; false when there was no role. */
  revoke(person: Actor, change: Change): Promise<boolean>;
  /** Says no; false when nobody asked. */
  refuse(person: Actor, by: Actor): Promise<boolean>;
  request(person: Actor, role: string): Promise<void>;
  addCode(hash: string): Promise<void>;
  /** Makes this person admin, once a code. Throws `invalid`, `expired`, and `busy` after too many wrong ones. */
  claim(hash: string, person: Actor): Promise<void>;
  /** Calls back when any process changed something. */
  changes(heard: () => void): Promise<() => Promise<void>>;
}

export interface Change {
  readonly by: Actor;
  /** The selector; absent: everything, or for a revocation all there is. */
  readonly on?: string | undefined;
  /** What else this person is called: a role they have by one of these is theirs too. */
  readonly also?: readonly Identity[] | undefined;
  /** Even from the last admin: else `conflict` is thrown, for nobody in a chat could grant again. */
  readonly evenLast: boolean;
}

const CHANNEL = 'nakhoda_access';

type Listen = (channel: string, heard: () => void) => Promise<() => Promise<void>>;

export function accessRecords(
  db: Kysely<Tables>,
  { me, listen }: { readonly me: number; readonly listen: Listen },
): AccessRecords {
  const changing = changingAlone(db);
  const told = (trx: Transaction<Tables>, event: Told, change: TellsOf) =>
    addAudit(trx, me, auditOf(event, change));
  return {
    all: () => readAll(db),
    grant: (person, role, { by, on, also = [], evenLast }) =>
      changing(async (trx) => {
        const all = [person, ...also];
        if (role !== 'admin' && on === undefined && !evenLast) await refuseLast(trx, person, all);
        await dropRequests(trx, all);
        await dropRoles(trx, all, on ?? '');
        await addRole(trx, { person, role, by, on });
        await told(trx, 'granted', { person, also, by, role, on });
      }),
    revoke: (person, { by, on, also = [], evenLast }) =>
      changing(async (trx) => {
        const all = [person, ...also];
        if (on === undefined && !evenLast) await refuseLast(trx, person, all);
        await dropRequests(trx, all);
        const gone = await dropRoles(trx, all, on);
        if (gone) await told(trx, 'revoked', { person, also, by, on });
        return gone;
      }),
    refuse: (person, by) =>
      changing(async (trx) => {
        const gone = await dropRequests(trx, [person]);
        if (gone) await told(trx, 'refused-access', { person, by });
        return gone;
      }),
    request: (person, role) => changing((trx) => addRequest(trx, person, role)),
    addCode: (hash) => addCode(db, hash),
    claim: (hash, person) =>
      changing(async (trx) => {
        await useCode(trx, hash, person);
        await dropRequests(trx, [person]);
        await dropRoles(trx, [person], '');
        await addRole(trx, { person, role: 'admin', by: person });
        await told(trx, 'granted', { person, by: person, role: 'admin' });
      }),
    ...linkRecords({ changing, told }),
    ...standInRecords({ changing, told: (trx, entry) => addAudit(trx, me, entry) }),
    changes: (heard) => listen(CHANNEL, heard),
  };
}

/** One change at a time: who is the last admin must not change while it is counted. */
function changingAlone(db: Kysely<Tables>): Changing {
  return <T>(work: (trx: Transaction<Tables>) => Promise<T>) =>
    audited(db, async (trx) => {
      await sql`lock table grants in share row exclusive mode`.execute(trx);
      const result = await work(trx);
      await sql`select pg_notify(${CHANNEL}, '')`.execute(trx);
      return result;
    });
}

async function readAll(db: Kysely<Tables>) {
  const [granted, asked, links, standIns] = await Promise.all([
    db.selectFrom('grants').selectAll().orderBy('granted_at').execute(),
    db.selectFrom('access_requests').selectAll().orderBy('asked_at').execute(),
    readLinks(db),
    readStandIns(db),
  ]);
  return {
    ...{ links, standIns },
    grants: granted.map((row): Grant => {
      const { role, selector, granted_by: by, granted_at: at } = row;
      return { person: personOf(row), role, on: selector || undefined, by, at: +at };
    }),
    requests: asked.map((row) => ({
      person: personOf(row),
      role: row.role,
      at: +row.asked_at,
    })),
  };
}

function personOf({ platform, person, name }: { platform: string; person: string; name: string }) {
  return { platform, id: person, name };
}

function keyOf({ platform, id }: Identity) {
  return { platform: clean(platform), person: clean(id) };
}

async function addRole(
  trx: Transaction<Tables>,
  { person, role, by, on = '' }: Omit<Grant, 'at'>,
): Promise<void> {
  const row = { ...keyOf(person), name: clean(person.name), role, selector: clean(on) };
  await trx
    .insertInto('grants')
    .values({ ...row, granted_by: toJson(by) })
    .execute();
}

async function refuseLast(
  trx: Transaction<Tables>,
  { name }: Actor,
  theirs: readonly Identity[],
): Promise<void> {
  const admins = await trx
    .selectFrom('grants')
    .selectAll()
    .where('role', '=', 'admin')
    .where('selector', '=', '')
    .execute();
  const own = ({ platform, person }: { platform: string; person: string }) =>
    theirs.some((one) => one.platform === platform && one.id === person);
  if (!admins.some(own) || !admins.every(own)) return;
  throw new BotError('conflict', `${name} is the last admin`, {
    hint: 'Nothing was changed. Make somebody else admin first, or do it at the bot’s terminal.',
  });
}

/** On one selector, or all. */
async function dropRoles(
  trx: Transaction<Tables>,
  theirs: readonly Identity[],
  on: string | undefined,
): Promise<boolean> {
  const gone = await trx
    .deleteFrom('grants')
    .where((where) => where.or(theirs.map((one) => where.and(keyOf(one)))))
    .$if(on !== undefined, (query) => query.where('selector', '=', clean(on ?? '')))
    .executeTakeFirst();
  return gone.numDeletedRows > 0n;
}

async function dropRequests(
  trx: Transaction<Tables>,
  theirs: readonly Identity[],
): Promise<boolean> {
  const gone = await trx
    .deleteFrom('access_requests')
    .where((where) => where.or(theirs.map((one) => where.and(keyOf(one)))))
    .executeTakeFirst();
  return gone.numDeletedRows > 0n;
}

async function addRequest(trx: Transaction<Tables>, person: Actor, role: string): Promise<void> {
  const row = { name: clean(person.name), role, asked_at: new Date() };
  await trx
    .insertInto('access_requests')
    .values({ ...keyOf(person), ...row })
    .onConflict((conflict) => conflict.columns(['platform', 'person']).doUpdateSet(row))
    .execute();
}
