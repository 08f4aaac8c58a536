import { randomBytes } from 'node:crypto';
import type { Action, Card } from '../card.ts';
import type { Actor, Form, Incoming } from '../chat.ts';
import type { Plan } from '../command.ts';
import { visible } from '../drawing/visible.ts';
import { BotError } from '../errors.ts';
import type { Store } from '../store/store.ts';

type Ledger = Pick<Store, 'ask' | 'confirmation' | 'decline'>;

/** What a preview shows, and what it was made from. */
interface Shown {
  readonly plan: Plan;
  readonly seen: string;
}

/** Stores what the preview was made from and gives the preview with its two buttons. */
export async function askToConfirm(
  { actor, line }: Pick<Incoming, 'actor' | 'line'>,
  { plan, seen }: Shown,
  ledger: Ledger,
): Promise<Card> {
  const id = randomBytes(9).toString('base64url');
  await ledger.ask({ id, actor, line, fingerprint: seen, word: plan.word });
  const preview = previewOf(plan);
  const label = plan.confirmLabel ?? preview.title;
  const actions: Action[] = [
    { label, command: line, tone: 'danger', confirms: id },
    ...(preview.actions ?? []),
    { label: 'Cancel', command: line, declines: id, apart: true },
  ];
  return { ...preview, tone: preview.tone ?? 'warning', actions };
}

/** What is shown of a plan before it is carried out. */
export function previewOf({ preview, title, operations }: Plan): Card {
  return preview ?? { title: title ?? operations.map((one) => one.title).join(', ') };
}

/**
 * Asks for the name of what will be gone, where a click alone is not enough; undefined where nothing is to be typed, or
 * it was. Whether the click may go ahead at all is said by {@link checkConfirmation}.
 */
export async function wordForm(
  { confirms, typed, actor, line }: Pick<Incoming, 'confirms' | 'typed' | 'actor' | 'line'>,
  ledger: Ledger,
): Promise<Form | undefined> {
  if (confirms === undefined || typed !== undefined) return undefined;
  const row = await ledger.confirmation(confirms);
  const isOpen = row !== undefined && row.used_at === null && !row.expired;
  if (!isOpen || row.word === null || row.line !== line || !sameActor(row.actor, actor)) {
    return undefined;
  }
  const label = `Type ${row.word} to go ahead`;
  return {
    title: 'Are you sure?',
    problem: { title: label, tone: 'warning' },
    line,
    confirms,
    fields: [{ name: 'word', label, required: true }],
  };
}

interface Clicked extends Shown {
  readonly id: string;
  readonly actor: Actor;
  readonly line: string;
  readonly typed?: string | undefined;
}

/**
 * Whether a click may go ahead with the plan as it is now: `stale` when the preview it was made on no longer holds,
 * `mistyped` when another name was typed. Throws `expired` for one that was used, `forbidden` for another person's.
 */
export async function checkConfirmation(
  { id, actor, line, typed, plan, seen }: Clicked,
  ledger: Ledger,
): Promise<'good' | 'stale' | 'mistyped'> {
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
  if (row.expired || row.fingerprint !== seen) return 'stale';
  const word = plan.word ?? row.word ?? undefined;
  return word === undefined || isSame(word, typed ?? '') ? 'good' : 'mistyped';
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

/** As it was shown; a phone begins with a capital letter and ends with a space. */
function isSame(word: string, typed: string): boolean {
  const plain = (text: string) => visible(text).trim().replace(/\s+/g, ' ').toLowerCase();
  return plain(word) === plain(typed);
}
