import { type Kysely, sql, type Transaction } from 'kysely';
import { CODE_HOURS } from '../access/code.ts';
import { type Role, roleOf } from '../access/roles.ts';
import type { Actor } from '../chat.ts';
import { BotError } from '../errors.ts';
import { addAudit } from './audit.ts';
import { clean, toJson } from './json.ts';
import type { Tables } from './schema.ts';

/** A person's role, as somebody granted it in a chat or at the terminal. */
export interface Grant {
  readonly person: Actor;
  readonly role: Role;
  readonly by: Actor;
  readonly at: number;
}

/** Somebody who wants a role and has no answer yet. */
export interface AccessRequest {
  readonly person: Actor;
  readonly role: Role;
  readonly at: number;
}

/** Who may do what, durable. All that changes it is audited in the same transaction and told to every process. */
export interface AccessRecords {
  all(): Promise<{
    readonly grants: readonly Grant[];
    readonly requests: readonly AccessRequest[];
  }>;
  /** Gives the role instead of any other, and answers a request of that person. */
  grant(person: Actor, role: Role, change: Change): Promise<void>;
  /** Takes every role, and a request; false when there was no role. */
  revoke(person: Actor, change: Change): Promise<boolean>;
  /** Says no; false when nobody asked. */
  refuse(person: Actor, by: Actor): Promise<boolean>;
  request(person: Actor, role: Role): Promise<void>;
  addCode(hash: string): Promise<void>;
  /** Makes this person admin, once a code. Throws `invalid`, `expired`, and `busy` after too many wrong ones. */
  claim(hash: string, person: Actor): Promise<void>;
  /** Calls back when any process changed something. */
  changes(heard: () => void): Promise<() => Promise<void>>;
}

export interface Change {
  readonly by: Actor;
  /** Even from the last admin: else `conflict` is thrown, for nobody in a chat could grant again. */
  readonly evenLast: boolean;
}

const CHANNEL = 'nakhoda_access';

/** Wrong codes of one person within an hour, after which none is looked at. */
export const MAX_WRONG = 5;

type Listen = (channel: string, heard: () => void) => Promise<() => Promise<void>>;

export function accessRecords(
  db: Kysely<Tables>,
  { me, listen }: { readonly me: number; readonly listen: Listen },
): AccessRecords {
  const changing = <T>(work: (trx: Transaction<Tables>) => Promise<T>) =>
    db.transaction().execute(async (trx) => {
      // One change at a time: who is the last admin must not change while it is counted.
      await sql`lock table grants in share row exclusive mode`.execute(trx);
      const result = await work(trx);
      await sql`select pg_notify(${CHANNEL}, '')`.execute(trx);
      return result;
    });
  const told = (
    trx: Transaction<Tables>,
    event: 'granted' | 'revoked' | 'refused-access',
    { person, by, role = '' }: { person: Actor; by: Actor; role?: string },
  ) => {
    const word = `${person.platform}:${person.id}`;
    const verb = { granted: 'grant', revoked: 'revoke', 'refused-access': 'refuse' }[event];
    return addAudit(trx, me, {
      event,
      actor: by,
      line: `access ${verb} ${word} ${role}`.trim(),
      targets: [`person:${word}`],
      outcome: 'ok',
    });
  };
  return {
    all: () => readAll(db),
    grant: (person, role, { by, evenLast }) =>
      changing(async (trx) => {
        if (role !== 'admin' && !evenLast) await refuseLast(trx, person);
        await setRole(trx, { person, role, by });
        await told(trx, 'granted', { person, by, role });
      }),
    revoke: (person, { by, evenLast }) =>
      changing(async (trx) => {
        if (!evenLast) await refuseLast(trx, person);
        await dropRequest(trx, person);
        const gone = await dropRoles(trx, person);
        if (gone) await told(trx, 'revoked', { person, by });
        return gone;
      }),
    refuse: (person, by) =>
      changing(async (trx) => {
        const gone = await dropRequest(trx, person);
        if (gone) await told(trx, 'refused-access', { person, by });
        return gone;
      }),
    request: (person, role) => changing((trx) => addRequest(trx, person, role)),
    addCode: (hash) => addCode(db, hash),
    claim: (hash, person) =>
      changing(async (trx) => {
        await useCode(trx, hash, person);
        await setRole(trx, { person, role: 'admin', by: person });
        await told(trx, 'granted', { person, by: person, role: 'admin' });
      }),
    changes: (heard) => listen(CHANNEL, heard),
  };
}

async function readAll(db: Kysely<Tables>) {
  const [granted, asked] = await Promise.all([
    db.selectFrom('grants').selectAll().orderBy('granted_at').execute(),
    db.selectFrom('access_requests').selectAll().orderBy('asked_at').execute(),
  ]);
  return {
    grants: granted.flatMap((row): Grant[] => {
      const role = roleOf(row.role);
      const { granted_by: by, granted_at: at } = row;
      return role === undefined ? [] : [{ person: personOf(row), role, by, at: +at }];
    }),
    requests: asked.map((row) => ({
      person: personOf(row),
      role: roleOf(row.role) ?? ('viewer' as const),
      at: +row.asked_at,
    })),
  };
}

function personOf({ platform, person, name }: { platform: string; person: string; name: string }) {
  return { platform, id: person, name };
}

function keyOf({ platform, id }: Actor) {
  return { platform: clean(platform), person: clean(id) };
}

async function setRole(
  trx: Transaction<Tables>,
  { person, role, by }: { person: Actor; role: Role; by: Actor },
): Promise<void> {
  await dropRequest(trx, person);
  await dropRoles(trx, person);
  const row = { ...keyOf(person), name: clean(person.name), role, granted_by: toJson(by) };
  await trx.insertInto('grants').values(row).execute();
}

async function refuseLast(trx: Transaction<Tables>, person: Actor): Promise<void> {
  const admins = await trx.selectFrom('grants').selectAll().where('role', '=', 'admin').execute();
  const own = ({ platform, person: id }: { platform: string; person: string }) =>
    platform === person.platform && id === person.id;
  if (!admins.some(own) || !admins.every(own)) return;
  throw new BotError('conflict', `${person.name} is the last admin`, {
    hint: 'Nothing was changed. Make somebody else admin first, or do it at the bot’s terminal.',
  });
}

async function dropRoles(trx: Transaction<Tables>, person: Actor): Promise<boolean> {
  const gone = await trx
    .deleteFrom('grants')
    .where((where) => where.and(keyOf(person)))
    .executeTakeFirst();
  return gone.numDeletedRows > 0n;
}

async function dropRequest(trx: Transaction<Tables>, person: Actor): Promise<boolean> {
  const gone = await trx
    .deleteFrom('access_requests')
    .where((where) => where.and(keyOf(person)))
    .executeTakeFirst();
  return gone.numDeletedRows > 0n;
}

async function addRequest(trx: Transaction<Tables>, person: Actor, role: Role): Promise<void> {
  const row = { name: clean(person.name), role, asked_at: new Date() };
  await trx
    .insertInto('access_requests')
    .values({ ...keyOf(person), ...row })
    .onConflict((conflict) => conflict.columns(['platform', 'person']).doUpdateSet(row))
    .execute();
}

async function addCode(db: Kysely<Tables>, hash: string): Promise<void> {
  await db
    .deleteFrom('claim_codes')
    .where('expires_at', '<', sql<Date>`now() - interval '7 days'`)
    .execute();
  await db
    .insertInto('claim_codes')
    .values({ hash, expires_at: sql<Date>`now() + make_interval(hours => ${CODE_HOURS})` })
    .execute();
}

async function useCode(trx: Transaction<Tables>, hash: string, person: Actor): Promise<void> {
  await refuseGuessing(trx, person);
  const used = await trx
    .updateTable('claim_codes')
    .set({ used_at: sql<Date>`now()`, used_by: toJson(person) })
    .where('hash', '=', hash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst();
  if (used.numUpdatedRows > 0n) return;
  const code = await trx
    .selectFrom('claim_codes')
    .select('used_at')
    .where('hash', '=', hash)
    .executeTakeFirst();
  const again = 'Whoever runs the bot gets a new one with access code at its terminal.';
  if (code === undefined) throw new BotError('invalid', 'This code is wrong', { hint: again });
  const why = code.used_at === null ? `is older than ${CODE_HOURS} hours` : 'was used already';
  throw new BotError('expired', `This code ${why}`, { hint: again });
}

/** The audit counts: each wrong code left a row there. */
async function refuseGuessing(trx: Transaction<Tables>, { platform, id }: Actor): Promise<void> {
  const { rows } = await sql<{ readonly wrong: number }>`
    select count(*)::integer as wrong from audit
    where event = 'refused' and outcome = 'invalid' and line like '%claim •••'
      and actor ->> 'platform' = ${platform} and actor ->> 'id' = ${id}
      and at > now() - interval '1 hour'`.execute(trx);
  if ((rows[0]?.wrong ?? 0) < MAX_WRONG) return;
  throw new BotError('busy', 'Too many wrong codes', {
    hint: 'No code of yours is looked at for an hour after the first of them.',
  });
}
