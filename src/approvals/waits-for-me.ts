import type { CommandContext } from '../command.ts';
import type { Approval } from './approval.ts';
import { caseThen } from './case-then.ts';

/** As many requests are looked through. */
const LOOKED_THROUGH = 50;

/** What waits for the approval of this person: what somebody else asked for, and they may approve by the rules as they are now. */
export async function waitsForMe(context: CommandContext): Promise<readonly Approval[]> {
  const { approvals, may, now } = context;
  if (!approvals || !may('approval.give')) return [];
  const open = await approvals.list({ ended: false, limit: LOOKED_THROUGH });
  const mine: Approval[] = [];
  for (const one of open) {
    if (one.expiresAt > now() && (await isMine(one, context))) mine.push(one);
  }
  return mine;
}

async function isMine(approval: Approval, context: CommandContext): Promise<boolean> {
  const { approvals, actor, local } = context;
  if (!approvals?.isSecond(actor, approval)) return false;
  const on = await caseThen(approval, context);
  return on !== undefined && approvals.mayGive({ actor, local }, on);
}
