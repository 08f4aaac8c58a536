import type { Action, Block, Card, Field, Tone } from '../card.ts';
import { when } from '../time/moment.ts';
import type { Approval, ApprovalState } from './approval.ts';

/** What those who may approve get: all that the person who asks was shown, and what to say to it. */
export function waitingCard(approval: Approval): Card {
  const { actor, title, card, fingerprint, id } = approval;
  return {
    title: `${actor.name} asks for approval: ${title}`,
    tone: 'warning',
    blocks: [{ type: 'fields', fields: asked(approval) }, ...(card.blocks ?? [])],
    actions: [
      {
        label: `Approve: ${approval.label}`,
        command: `approval approve ${id} --seen=${fingerprint}`,
        tone: 'danger',
      },
      { label: 'Reject', command: `approval reject ${id}`, apart: true },
    ],
    footer: `approval ${id}`,
  };
}

/** What the person who asked is told at once. */
export function askedCard(approval: Approval, mayBreak: boolean): Card {
  const { id, title } = approval;
  return {
    title: `Waits for a second person: ${title}`,
    tone: 'neutral',
    blocks: [
      { type: 'text', text: 'Nothing was changed yet. It begins when somebody else approves it.' },
      { type: 'fields', fields: [{ label: 'Until', value: when(approval.expiresAt) }] },
    ],
    actions: askerActions(approval, { breakGlass: mayBreak, withdraw: true }),
    footer: `approval ${id}`,
  };
}

/** What whoever asked can say to it. */
export function askerActions(
  { id, label }: Approval,
  may: { readonly breakGlass: boolean; readonly withdraw: boolean },
): readonly Action[] {
  const glass: Action = {
    label: `Break glass: ${label}`,
    command: `approval break ${id}`,
    tone: 'danger',
  };
  const back: Action = { label: 'Withdraw', command: `approval withdraw ${id}`, apart: true };
  return [...(may.breakGlass ? [glass] : []), ...(may.withdraw ? [back] : [])];
}

/** A short reply that rings: an edit of the card would not. */
export function reminderCard({ id, actor, title, expiresAt }: Approval): Card {
  return {
    title: `Still waits for approval: ${title}`,
    tone: 'warning',
    blocks: [
      {
        type: 'fields',
        fields: [
          { label: 'Asked by', value: actor.name },
          { label: 'Until', value: when(expiresAt) },
        ],
      },
    ],
    actions: [{ label: 'Show', command: `approval show ${id}` }],
    footer: `approval ${id}`,
  };
}

/** For a person who waits and has to act: what became of the request. */
export function toldCard(approval: Approval): Card {
  const { title, line, state } = approval;
  return {
    title: `${endOf(approval)}: ${title}`,
    tone: tones[state],
    blocks: [{ type: 'text', text: `${reasonOf(approval)}Nothing was changed.` }],
    actions:
      state === 'changed' || state === 'expired' ? [{ label: 'Ask anew', command: line }] : [],
    footer: `approval ${approval.id}`,
  };
}

/** The message that asked, when it is over. */
export function endedCard(approval: Approval): Card {
  const { id, operation, title, state } = approval;
  return {
    title: `${endOf(approval)}: ${title}`,
    tone: tones[state],
    blocks: [
      { type: 'fields', fields: [...asked(approval), ...ended(approval)] },
      ...(reasonBlock(approval) ?? []),
    ],
    actions:
      operation === undefined
        ? []
        : [{ label: 'Show the task', command: `task show ${operation}` }],
    footer: `approval ${id}`,
  };
}

/** Told to everybody who could have approved it. */
export function loudCard(approval: Approval): Card {
  const { endedBy, title, operation } = approval;
  return {
    ...endedCard(approval),
    title: `Glass broken: ${endedBy?.name ?? 'somebody'} goes ahead alone with ${title}`,
    tone: 'danger',
    actions:
      operation === undefined
        ? []
        : [
            { label: 'Show the task', command: `task show ${operation}` },
            { label: 'Cancel it', command: `task cancel ${operation}`, apart: true },
          ],
  };
}

function asked({ actor, line, askedAt, expiresAt, state }: Approval): readonly Field[] {
  return [
    { label: 'Asked by', value: actor.name },
    { label: 'Line', value: line },
    { label: 'Asked', value: when(askedAt) },
    ...(state === 'waiting' ? [{ label: 'Until', value: when(expiresAt) }] : []),
  ];
}

function ended({ state, endedAt, operation }: Approval): readonly Field[] {
  return [
    ...(endedAt === undefined ? [] : [{ label: 'Ended', value: when(endedAt) }]),
    { label: 'Now', value: operation === undefined ? 'nothing was changed' : `task ${operation}` },
  ].filter(() => state !== 'waiting');
}

function reasonBlock(approval: Approval): readonly Block[] | undefined {
  const text = reasonOf(approval).trim();
  return text === '' ? undefined : [{ type: 'text', text }];
}

function reasonOf({ reason }: Approval): string {
  return reason === undefined ? '' : `${/[.!?]$/.test(reason) ? reason : `${reason}.`} `;
}

/** What it came to, in words: `Rejected by ben`. */
export function endOf({ state, endedBy }: Pick<Approval, 'state' | 'endedBy'>): string {
  const by = endedBy === undefined ? '' : ` by ${endedBy.name}`;
  return byPerson.includes(state) ? `${words[state]}${by}` : words[state];
}

const byPerson: readonly ApprovalState[] = ['approved', 'rejected', 'withdrawn', 'broken'];

const words: Readonly<Record<ApprovalState, string>> = {
  waiting: 'Waits for approval',
  approved: 'Approved',
  rejected: 'Rejected',
  withdrawn: 'Withdrawn',
  expired: 'Nobody approved in time',
  changed: 'Not as it was asked for any more',
  broken: 'Glass broken',
};

export const tones: Readonly<Record<ApprovalState, Tone>> = {
  waiting: 'warning',
  approved: 'success',
  rejected: 'danger',
  withdrawn: 'neutral',
  expired: 'warning',
  changed: 'warning',
  broken: 'danger',
};
