import type { Card } from '../card.ts';
import type { CommandContext } from '../command.ts';
import { ago, count } from '../format.ts';
import type { Approval } from './approval.ts';
import { askerActions, endedCard, endOf, tones, waitingCard } from './cards.ts';
import { caseThen } from './case-then.ts';

/** What waits for a second person, or did lately. */
export function approvalsCard(approvals: readonly Approval[], now: number, ended: boolean): Card {
  const open = approvals.filter(({ state }) => state === 'waiting');
  const [first] = open;
  return {
    title:
      open.length === 0 ? 'Nothing waits for approval' : `${count(open.length, 'request')} waiting`,
    blocks: approvals.length === 0 ? [] : [table(approvals, now)],
    actions: [
      ...(first ? [{ label: `Show ${first.id}`, command: `approval show ${first.id}` }] : []),
      ...(ended ? [] : [{ label: 'With what has ended', command: 'approval list --all' }]),
    ],
  };
}

function table(approvals: readonly Approval[], now: number) {
  return {
    type: 'table',
    columns: [
      { label: 'No.', align: 'right' },
      { label: 'What' },
      { label: 'Who' },
      { label: 'Asked' },
      { label: 'State' },
    ],
    rows: approvals.map((one) => [
      String(one.id),
      one.title,
      one.actor.name,
      ago(one.askedAt, now),
      { text: endOf(one), tone: tones[one.state] },
    ]),
  } as const;
}

type Reader = Pick<
  CommandContext,
  'actor' | 'local' | 'may' | 'approvals' | 'commands' | 'fleet' | 'signal' | 'place'
>;

/** One request with all that can be said to it by this person. */
export async function approvalCard(approval: Approval, context: Reader): Promise<Card> {
  if (approval.state !== 'waiting') return endedCard(approval);
  return { ...waitingCard(approval), actions: await actionsFor(approval, context) };
}

async function actionsFor(approval: Approval, context: Reader): Promise<Card['actions']> {
  const { actor, local, may, approvals } = context;
  const on = await caseThen(approval, context);
  if (approvals?.isAsker(actor, approval)) {
    return askerActions(approval, {
      breakGlass: on !== undefined && approvals.mayBreak({ actor, local }, on),
      withdraw: may('approval.withdraw'),
    });
  }
  if (!approvals?.isSecond(actor, approval) || !may('approval.give')) return [];
  // What cannot be judged here and now may be decided about all the same: whoever tries hears why not.
  const mayGive = on === undefined || approvals.mayGive({ actor, local }, on);
  return mayGive ? waitingCard(approval).actions : [];
}
