import type { Card } from '../card.ts';
import type { CommandContext } from '../command.ts';
import { ago, count } from '../format.ts';
import type { Approval } from './approval.ts';
import { endedCard, endOf, tones, waitingCard } from './cards.ts';

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

/** One request with all that can be said to it by this person. */
export function approvalCard(
  approval: Approval,
  context: Pick<CommandContext, 'actor' | 'may'>,
): Card {
  if (approval.state !== 'waiting') return endedCard(approval);
  const { actor, may } = context;
  const { id } = approval;
  const own = actor.platform === approval.actor.platform && actor.id === approval.actor.id;
  const card = waitingCard(approval);
  if (own) {
    const withdraw = { label: 'Withdraw', command: `approval withdraw ${id}` };
    return { ...card, actions: may('approval.withdraw') ? [withdraw] : [] };
  }
  return may('approval.give') ? card : { ...card, actions: [] };
}
