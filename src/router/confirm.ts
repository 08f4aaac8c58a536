import { randomBytes } from 'node:crypto';
import type { Action, Card } from '../card.ts';
import type { Actor, Incoming } from '../chat.ts';
import type { Plan } from '../command.ts';
import { BotError } from '../errors.ts';
import type { Store } from '../store/store.ts';

type Ledger = Pick<Store, 'ask' | 'confirmation' | 'decline'>;

/** Stores what the preview was made from and gives the preview with its two buttons. */
export async function askToConfirm(
  { actor, line }: Pick<Incoming, 'actor' | 'line'>,
  plan: Plan,
  ledger: Ledger,
): Promise<Card> {
  const id = randomBytes(9).toString('base64url');
  await ledger.ask({ id, actor, line, fingerprint: plan.fingerprint ?? '' });
  const preview: Card = plan.preview ?? {
    title: plan.operations.map((one) => one.title).join(', '),
  };
  const label = plan.confirmLabel ?? preview.title;
  const actions: Action[] = [
    { label, command: line, tone: 'danger', confirms: id },
    ...(preview.actions ?? []),
    { label: 'Cancel', command: line, declines: id },
  ];
  return { ...preview, tone: preview.tone ?? 'warning', actions };
}

/**
 * Whether a click may go ahead with the plan as it is now: `stale` when the preview it was made on no longer
 * holds. Throws `expired` for one that was used or is too old, `forbidden` for another person's.
 */
export async function checkConfirmation(
  id: string,
  { actor, line, plan }: { readonly actor: Actor; readonly line: string; readonly plan: Plan },
  ledger: Ledger,
): Promise<'good' | 'stale'> {
  const row = await ledger.confirmation(id);
  if (!row || row.line !== line)
    throw new BotError('expired', 'This button belongs to no open plan');
  if (!sameActor(row.actor, actor)) {
    throw new BotError('forbidden', 'Only the person who asked may confirm this', {
      hint: 'Nothing was changed. Send the command yourself to see your own preview.',
    });
  }
  if (row.used_at !== null) {
    throw new BotError('expired', 'This was already confirmed or cancelled', {
      hint: 'task list shows what runs. Send the command again for a new preview.',
    });
  }
  return row.expired || row.fingerprint !== (plan.fingerprint ?? '') ? 'stale' : 'good';
}

/** A [Cancel]: the plan is thrown away by the person who asked for it. */
export async function declineConfirmation(id: string, actor: Actor, ledger: Ledger): Promise<Card> {
  const row = await ledger.confirmation(id);
  if (row && !sameActor(row.actor, actor)) {
    throw new BotError('forbidden', 'Only the person who asked may cancel this');
  }
  if (row && (await ledger.decline(id))) return { title: 'Cancelled: nothing was changed' };
  throw new BotError('expired', 'This was already confirmed or cancelled, or its time is over');
}

function sameActor(a: Actor, b: Actor): boolean {
  return a.platform === b.platform && a.id === b.id;
}
