import type { Kysely, Selectable } from 'kysely';
import type { Approval } from '../../approvals/approval.ts';
import { endOf } from '../../approvals/cards.ts';
import { BotError } from '../../errors.ts';
import { redact } from '../../redact.ts';
import { clean } from '../json.ts';
import type { Tables } from '../schema.ts';

type Row = Selectable<Tables['approvals']>;

/** Throws `not-found`. */
export async function rowOf(db: Kysely<Tables>, id: number): Promise<Row> {
  const row = await db.selectFrom('approvals').selectAll().where('id', '=', id).executeTakeFirst();
  return row ?? noSuch(id);
}

function noSuch(id: number): never {
  throw new BotError('not-found', `There is no approval ${id}`, {
    hint: 'approval list shows what waits.',
  });
}

export function textOf(reason: string | undefined): string | null {
  return reason === undefined ? null : clean(redact(reason));
}

/** Too late, in words. One that still waits is over by one of the clocks: nobody has looked yet. */
export function over(approval: Approval): BotError {
  const { id, state } = approval;
  const expired = state === 'expired' || state === 'waiting';
  return new BotError(
    expired ? 'expired' : 'conflict',
    expired
      ? `The time for approval ${id} is over`
      : `Approval ${id} has ended: ${endOf(approval)}`,
    { hint: 'Nothing more was changed. The command can be sent again.' },
  );
}

export function approvalOf(row: Row): Approval {
  const { id, state, line, title, label, actor, person, local, place, fingerprint, card } = row;
  return {
    ...{ id, state, line, title, label, actor, person, local, place, fingerprint, card },
    targets: row.targets,
    posts: row.posts,
    askedAt: +row.asked_at,
    expiresAt: +row.expires_at,
    endedAt: row.ended_at ? +row.ended_at : undefined,
    endedBy: row.ended_by ?? undefined,
    reason: row.reason ?? undefined,
    operation: row.operation ?? undefined,
  };
}
