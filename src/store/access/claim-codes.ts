import { type Kysely, sql, type Transaction } from 'kysely';
import { CODE_HOURS } from '../../access/code.ts';
import type { Actor } from '../../chat.ts';
import { BotError } from '../../errors.ts';
import { toJson } from '../json.ts';
import type { Tables } from '../schema.ts';

/** Wrong codes of one person within an hour, after which none is looked at. */
const MAX_WRONG = 5;

export async function addCode(db: Kysely<Tables>, hash: string): Promise<void> {
  await db
    .deleteFrom('claim_codes')
    .where('expires_at', '<', sql<Date>`now() - interval '7 days'`)
    .execute();
  await db
    .insertInto('claim_codes')
    .values({ hash, expires_at: sql<Date>`now() + make_interval(hours => ${CODE_HOURS})` })
    .execute();
}

export async function useCode(
  trx: Transaction<Tables>,
  hash: string,
  person: Actor,
): Promise<void> {
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
export async function refuseGuessing(
  trx: Transaction<Tables>,
  { platform, id }: Actor,
): Promise<void> {
  const { rows } = await sql<{ readonly wrong: number }>`
    select count(*)::integer as wrong from audit
    where event = 'refused' and outcome = 'invalid' and line like '%•••'
      and actor ->> 'platform' = ${platform} and actor ->> 'id' = ${id}
      and at > now() - interval '1 hour'`.execute(trx);
  if ((rows[0]?.wrong ?? 0) < MAX_WRONG) return;
  throw new BotError('busy', 'Too many wrong codes', {
    hint: 'No code of yours is looked at for an hour after the first of them.',
  });
}
