import type { Card } from '../card.ts';
import { span } from '../format.ts';
import type { Progress } from '../operation.ts';
import type { OperationRow } from '../store/operations/operations.ts';

type Asked = Pick<OperationRow, 'id' | 'title' | 'actor' | 'accepted_at' | 'epoch'> &
  Partial<Pick<OperationRow, 'approval'>>;

/** While it runs: what, how far, and how to stop it. */
export function progressCard(row: Asked, { fraction, note, blocks = [] }: Progress): Card {
  return {
    title: row.title,
    blocks: [{ type: 'progress', fraction, note }, ...blocks],
    actions: [{ label: 'Cancel', command: `task cancel ${row.id}` }],
    footer: footer(row),
  };
}

/** Its end, with who asked and how long it took. */
export function endedCard(row: Asked, card: Card): Card {
  const took = seconds(Date.now() - +row.accepted_at);
  const resumed = row.epoch > 1 ? ' · resumed after an interruption' : '';
  const parts = [card.footer, `${footer(row)} · took ${took}${resumed}`];
  return { ...card, footer: parts.filter((part) => part !== undefined).join(' · ') };
}

/** It waited for as long as it may: what for, and that nothing came of it. */
export function neverBeganCard(
  row: Asked & Pick<OperationRow, 'wait_ms'>,
  waited: string,
): { readonly card: Card; readonly reason: string } {
  const reason = `It waited ${[span(row.wait_ms ?? 0), waited].filter(Boolean).join(' ')}`;
  const [, before] = /^behind .*?’s task (\d+)/.exec(waited) ?? [];
  return {
    reason: `${reason}; it never began, and nothing was changed`,
    card: {
      title: `${row.title}: never began`,
      tone: 'warning',
      blocks: [
        {
          type: 'text',
          text: `${reason}. That is as long as a task may wait here: it never began, and nothing was changed.`,
        },
      ],
      actions:
        before === undefined
          ? []
          : [{ label: `Show task ${before}`, command: `task show ${before}` }],
    },
  };
}

/** What cannot be known is said to be so, with the two ways for a person to end it. */
export function undecidedCard(row: Asked, why: string): Card {
  return {
    title: `Outcome unknown: ${row.title}`,
    tone: 'warning',
    blocks: [
      { type: 'text', text: why },
      {
        type: 'text',
        text: 'It is not tried again, and what it held stays held. Look at the machine, then say what became of it.',
      },
    ],
    actions: [
      { label: 'It was done', command: `task settle ${row.id} done` },
      { label: 'It was not', command: `task settle ${row.id} failed` },
    ],
    footer: footer(row),
  };
}

/** A call that went out after another process had taken over, and had made it itself. */
export function lateCard(row: Asked, step: string): Card {
  return {
    title: `Happened twice: ${step} of task ${row.id}`,
    tone: 'danger',
    blocks: [
      {
        type: 'text',
        text:
          `${row.title}: this process stood still for so long that another took the task over and made the ` +
          'same call. One call of this process was already on its way and reached the hypervisor as well. ' +
          'Look at the machine before you go on.',
      },
    ],
    actions: [{ label: 'Show the task', command: `task show ${row.id}` }],
    footer: footer(row),
  };
}

function footer(row: Asked): string {
  return `task ${row.id} · asked by ${row.actor.name}${approvedWords(row)}`;
}

/** Nobody may think that a second person had seen it where none had. */
function approvedWords({ approval }: Asked): string {
  if (!approval) return '';
  if (approval.how === 'approved') return ` · approved by ${approval.by.name}`;
  return ` · without approval: ${approval.reason ?? 'no reason given'}`;
}

function seconds(ms: number): string {
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  const whole = Math.round(ms / 1_000);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
