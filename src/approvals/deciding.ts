import type { CommandContext, Plan } from '../command.ts';
import { BotError, type ErrorCode } from '../errors.ts';
import { over } from '../store/approvals/rows.ts';
import type { Approval } from './approval.ts';
import type { Approvals, Caller, Case } from './approvals.ts';
import type { Planned } from './planned.ts';
import { plainRule } from './rules.ts';

/** Throws `unsupported` where there is no store to keep them in. */
export function approvalsOf({ approvals }: Pick<CommandContext, 'approvals'>): Approvals {
  if (approvals) return approvals;
  throw new BotError('unsupported', 'Approvals are not kept here', {
    hint: 'Nothing was changed.',
  });
}

/**
 * What was asked for, in the name of whoever asked, let begin by somebody else. Whoever has not `seen` what it is made
 * from sees it first.
 */
export async function planApproval(
  id: number,
  seen: string | undefined,
  context: CommandContext,
): Promise<Plan> {
  const approvals = approvalsOf(context);
  const approval = await waiting(approvals, id);
  approvals.second(context.actor, approval);
  const { planned, on } = await planAnew(approval, context);
  if (!approvals.mayGive(callerOf(context), on)) throw notYours(approval);
  const { actor: by } = context;
  return {
    ...begins(approval, planned),
    danger: seen === approval.fingerprint ? undefined : 'confirm',
    settles: { approved: { approval: id, how: 'approved', by }, asked: askedIn(approval) },
  };
}

/** The person on call goes ahead with what they asked for themselves, and everybody is told. */
export async function planBreak(
  id: number,
  reason: string,
  context: CommandContext,
): Promise<Plan> {
  const approvals = approvalsOf(context);
  const approval = await waiting(approvals, id);
  approvals.asker(context.actor);
  if (!approvals.isAsker(context.actor, approval)) throw notAsker(approval);
  if (reason.trim() === '') {
    throw new BotError('invalid', 'A reason is needed', { hint: 'Nothing was changed.' });
  }
  const { planned, on } = await planAnew(approval, context);
  if (!approvals.mayBreak(callerOf(context), on)) {
    throw new BotError('forbidden', 'You may not go ahead alone with this', {
      hint: 'Nothing was changed. It still waits for a second person.',
    });
  }
  const { actor: by } = context;
  return {
    ...begins(approval, planned),
    settles: {
      approved: { approval: id, how: 'broken', by, reason },
      asked: askedIn(approval),
      loud: approvals.loud(approval, on),
    },
  };
}

/** Whether this person may say no to it; throws `forbidden`. */
export async function refuse(
  id: number,
  reason: string,
  context: CommandContext,
): Promise<Approval> {
  const approvals = approvalsOf(context);
  const approval = await waiting(approvals, id);
  if (!approvals.isSecond(context.actor, approval)) approvals.second(context.actor, approval);
  // What cannot be planned any more, or not now, can still be refused: by whoever may approve anything.
  const on = await context.replan?.(approval).then(
    (planned) => caseOf(approval, planned, context),
    () => undefined,
  );
  if (on && !approvals.mayGive(callerOf(context), on)) throw notYours(approval);
  const { actor: by, place } = context;
  return approvals.end(id, { state: 'rejected', by, place, reason, line: `approval reject ${id}` });
}

/** Taken back by the person who asked, from whichever chat. */
export async function withdraw(id: number, context: CommandContext): Promise<Approval> {
  const approvals = approvalsOf(context);
  const approval = await waiting(approvals, id);
  if (!approvals.isAsker(context.actor, approval)) throw notAsker(approval);
  const { actor: by, place } = context;
  return approvals.end(id, { state: 'withdrawn', by, place, line: `approval withdraw ${id}` });
}

async function waiting(approvals: Approvals, id: number): Promise<Approval> {
  const approval = await approvals.find(id);
  if (approval.state !== 'waiting' || approval.expiresAt <= Date.now()) throw over(approval);
  return approval;
}

function callerOf({ actor, local }: CommandContext): Caller {
  return { actor, local };
}

/** That may be otherwise in a moment: the request waits for it. */
const passing: readonly ErrorCode[] = ['timeout', 'unreachable', 'busy'];

/**
 * The plan as it is now, in the name of whoever asked. One that is not what was shown, or cannot be made any more, goes
 * back to them.
 */
async function planAnew(
  approval: Approval,
  context: CommandContext,
): Promise<{ readonly planned: Planned; readonly on: Case }> {
  const { replan } = context;
  if (!replan) throw new BotError('unsupported', 'Nothing can be planned here');
  const planned = await replan(approval).catch(async (error: unknown) => {
    if (!(error instanceof BotError) || passing.includes(error.code)) throw error;
    return goesBack(approval, context, error.message);
  });
  if (planned.seen !== approval.fingerprint) {
    return goesBack(approval, context, 'What was shown has changed since');
  }
  return { planned, on: caseOf(approval, planned, context) };
}

/** By the rule as it is now. */
function caseOf(
  approval: Approval,
  { command, plan, touched }: Planned,
  context: CommandContext,
): Case {
  const rule = approvalsOf(context).rule({ command, plan, touched, place: approval.place });
  return { rule: rule ?? plainRule, touched, place: context.place };
}

async function goesBack(
  approval: Approval,
  context: CommandContext,
  reason: string,
): Promise<never> {
  const { id, actor } = approval;
  const { actor: by, place } = context;
  await approvalsOf(context).end(id, {
    ...{ state: 'changed', by, place, reason },
    line: `approval approve ${id}`,
  });
  throw new BotError('conflict', `It went back to ${actor.name}: ${reason}`, {
    hint: 'Nothing was changed. They can ask for it as it is now.',
  });
}

function begins({ label, title }: Approval, { plan }: Planned): Plan {
  return {
    ...plan,
    title: plan.title ?? title,
    danger: undefined,
    word: undefined,
    confirmLabel: `Approve: ${label}`,
  };
}

function askedIn({ actor, place, line }: Approval) {
  return { actor, place, line };
}

function notYours({ id }: Approval): BotError {
  return new BotError('forbidden', `You may not decide about approval ${id}`, {
    hint: 'Nothing was changed. It wants the right approval.give on what it is about, and perhaps certain people.',
  });
}

function notAsker({ actor }: Approval): BotError {
  return new BotError('forbidden', `Only ${actor.name}, who asked, may do that`, {
    hint: 'Nothing was changed.',
  });
}
