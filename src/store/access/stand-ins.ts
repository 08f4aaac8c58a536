import { type Kysely, sql, type Transaction } from 'kysely';
import type { StandIn } from '../../access/stand-in.ts';
import type { Actor } from '../../chat.ts';
import { BotError } from '../../errors.ts';
import { quoteWord } from '../../line/words.ts';
import type { AuditEntry } from '../audit/audit.ts';
import { clean, toJson } from '../json.ts';
import type { Tables } from '../schema.ts';
import type { Changing } from './links.ts';

/** A turn that somebody gets. Times are milliseconds since the epoch. */
export interface HandOver extends Pick<StandIn, 'rota' | 'person' | 'from'> {
  /** Absent: it is theirs by the file, and whoever stood in does so no more. */
  readonly until?: number | undefined;
  /** The number of the newest that whoever asks knows of, in this rota; 0 where they know of none. */
  readonly seen: number;
  readonly reason?: string | undefined;
}

/** Who stands in for whoever is on call, durable. */
export interface StandInRecords {
  /** Throws `conflict` where the turn was given to somebody since `seen`. */
  handOver(turn: HandOver, by: Actor): Promise<void>;
}

interface StandInParts {
  readonly changing: Changing;
  told(trx: Transaction<Tables>, entry: AuditEntry): Promise<void>;
}

export function standInRecords({ changing, told }: StandInParts): StandInRecords {
  return {
    handOver: (turn, by) =>
      changing(async (trx) => {
        await refuseOvertaken(trx, turn);
        if (turn.until === undefined) await endAll(trx, turn.rota);
        else await add(trx, { ...turn, until: turn.until }, by);
        await told(trx, auditOf(turn, by));
      }),
  };
}

/** Those that have not ended, oldest first. */
export async function readStandIns(db: Kysely<Tables>): Promise<readonly StandIn[]> {
  const rows = await holding(db).selectAll().orderBy('number').execute();
  return rows.map(({ number, rota, person, starts_at, ends_at }) => ({
    ...{ number, rota, person, from: +starts_at, until: +ends_at },
  }));
}

function holding(db: Pick<Kysely<Tables>, 'selectFrom'>) {
  return db
    .selectFrom('stand_ins')
    .where('ended_at', 'is', null)
    .where('ends_at', '>', sql<Date>`now()`);
}

/** Two who take it at once would else each believe that they have it. */
async function refuseOvertaken(trx: Transaction<Tables>, { rota, seen }: HandOver): Promise<void> {
  const newer = await holding(trx)
    .select('number')
    .where('rota', '=', rota)
    .where('number', '>', seen)
    .executeTakeFirst();
  if (newer === undefined) return;
  throw new BotError('conflict', `Somebody has just been given the turn in ${rota}`, {
    hint: 'Nothing was changed. alert oncall shows who it is.',
  });
}

async function endAll(trx: Transaction<Tables>, rota: string): Promise<void> {
  await trx
    .updateTable('stand_ins')
    .set({ ended_at: sql<Date>`now()` })
    .where('rota', '=', rota)
    .where('ended_at', 'is', null)
    .execute();
}

async function add(
  trx: Transaction<Tables>,
  { rota, person, from, until }: HandOver & { readonly until: number },
  by: Actor,
): Promise<void> {
  await trx
    .insertInto('stand_ins')
    .values({
      ...{ rota: clean(rota), person: clean(person), made_by: toJson(by) },
      ...{ starts_at: new Date(from), ends_at: new Date(until) },
    })
    .execute();
}

function auditOf({ rota, person, until, reason }: HandOver, by: Actor): AuditEntry {
  const when =
    until === undefined ? 'as the file has it' : `until ${new Date(until).toISOString()}`;
  return {
    event: 'handed-over',
    actor: by,
    line: ['alert oncall give', quoteWord(person), quoteWord(rota)].join(' '),
    targets: [`rota:${rota}`, `person:${person}`],
    outcome: 'ok',
    detail: reason === undefined ? when : `${when}: ${reason}`,
  };
}
