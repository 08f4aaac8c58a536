import { type Kysely, type Selectable, sql } from 'kysely';
import { toJson } from '../json.ts';
import type { StoredError, Tables } from '../schema.ts';
import { type Hold, held, lease } from './operations.ts';

export type StepRow = Selectable<Tables['steps']>;

export function stepsOf(db: Kysely<Tables>, operation: number): Promise<StepRow[]> {
  return db
    .selectFrom('steps')
    .selectAll()
    .where('operation', '=', operation)
    .orderBy('begun_at')
    .execute();
}

/** Stores the intent, or renews it before a repeat, and lengthens the lease; false when the hold is lost: then the act must not happen. */
export async function beginStep(db: Kysely<Tables>, hold: Hold, name: string): Promise<boolean> {
  const result = await sql`
    with mine as (
      update operations set lease_until = ${lease} where ${held(hold)} returning id, epoch
    )
    insert into steps (operation, name, epoch) select id, ${name}, epoch from mine
    on conflict (operation, name) do update set epoch = excluded.epoch, begun_at = now()`.execute(
    db,
  );
  return (result.numAffectedRows ?? 0n) > 0n;
}

/** Stores how the act ended; false when the hold is lost, and then nothing was written. */
export async function endStep(
  db: Kysely<Tables>,
  hold: Hold,
  { name, ...end }: { name: string; result?: unknown; error?: StoredError | undefined },
): Promise<boolean> {
  const result = await sql`
    update steps set ended_at = now(),
      result = ${end.error ? null : toJson(end.result ?? null)},
      error = ${end.error ? toJson(end.error) : null}
    from operations where ${held(hold)} and steps.operation = operations.id and steps.name = ${name}`.execute(
    db,
  );
  return (result.numAffectedRows ?? 0n) > 0n;
}
