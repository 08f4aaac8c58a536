import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { AuditKeys } from '../../audit/keys.ts';
import type { Head } from '../../audit/seal.ts';
import type { AuditFilter, AuditInfo, AuditPage, AuditTrail } from '../../audit/trail.ts';
import { BotError } from '../../errors.ts';
import type { Tables } from '../schema.ts';
import { verifyAudit } from './verify.ts';

export interface TrailParts {
  readonly keys: AuditKeys;
  /** What this process itself knows of its own chain. */
  head(): Head | undefined;
}

export function auditTrail(db: Kysely<Tables>, parts: TrailParts): AuditTrail {
  return {
    list: (filter, page) => listRows(db, filter, page),
    show: (id) => showRow(db, id),
    verify: (options) => verifyAudit(db, { ...parts, ...options }),
  };
}

const columns = sql`id, (extract(epoch from at) * 1000)::float8 as at, event, person, actor, place, line, operation,
  targets, outcome, detail, duration_ms as duration, replica, chain, seq, encode(previous, 'hex') as previous,
  encode(mac, 'hex') as mac`;

async function showRow(db: Kysely<Tables>, id: number): Promise<AuditInfo> {
  const { rows } = await sql<AuditInfo>`select ${columns} from audit where id = ${id}`.execute(db);
  if (rows[0]) return rows[0];
  throw new BotError('not-found', `The audit has no row ${id}`, {
    hint: 'audit list shows the newest ones. Months that are too old are dropped as a whole.',
  });
}

async function listRows(
  db: Kysely<Tables>,
  filter: AuditFilter,
  { limit, before, after, oldestFirst = false }: AuditPage,
): Promise<readonly AuditInfo[]> {
  const wanted = [
    sql`true`,
    ...conditions(filter),
    ...(before === undefined ? [] : [sql`id < ${before}`]),
    ...(after === undefined ? [] : [sql`id > ${after}`]),
  ];
  const order = oldestFirst ? sql`id` : sql`id desc`;
  const { rows } = await sql<AuditInfo>`
    select ${columns} from audit where ${sql.join(wanted, sql` and `)}
    order by ${order} limit ${limit}`.execute(db);
  return rows;
}

function conditions(filter: AuditFilter): readonly RawBuilder<unknown>[] {
  const { person, machine, event, since, until, task } = filter;
  return [
    ...(person === undefined ? [] : [isPerson(person)]),
    ...(machine === undefined ? [] : [isOn(machine)]),
    ...(event === undefined ? [] : [sql`event = ${event}`]),
    ...(since === undefined ? [] : [sql`at >= ${new Date(since)}`]),
    ...(until === undefined ? [] : [sql`at < ${new Date(until)}`]),
    ...(task === undefined ? [] : [sql`operation = ${task}`]),
  ];
}

function isPerson(word: string) {
  const name = word.replace(/^@/, '');
  return sql`(person = ${name} or lower(actor ->> 'name') = lower(${name}) or actor ->> 'id' = ${name}
    or (actor ->> 'platform') || ':' || (actor ->> 'id') = ${name})`;
}

/** Older rows that only looked have the name in their line alone. */
function isOn({ word, targets }: NonNullable<AuditFilter['machine']>) {
  return sql`(targets && ${[...targets]}::text[] or ${word} = any(regexp_split_to_array(line, '[\\s,="'']+')))`;
}
