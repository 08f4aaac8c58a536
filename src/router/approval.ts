import type { Case } from '../approvals/approvals.ts';
import { askedCard } from '../approvals/cards.ts';
import { touchedBy } from '../approvals/match.ts';
import type { ParsedLine } from '../args.ts';
import type { Card } from '../card.ts';
import type { Handled, Incoming } from '../chat.ts';
import type { Command, Plan, Values } from '../command.ts';
import { BotError } from '../errors.ts';
import type { RouterParts } from '../router.ts';
import { previewOf } from './confirm.ts';

/** A plan that came of a line, with all that it was made from. */
export interface Proposed {
  readonly incoming: Incoming;
  readonly parsed: ParsedLine;
  readonly plan: Plan;
  readonly values: Values<Command['options']>;
  /** A mark of what it stands on. */
  readonly seen: string;
  readonly signal: AbortSignal;
}

/** The rule by which a second person has to approve it; throws `forbidden` where none could. */
export async function secondWanted(
  { approvals, fleet }: Pick<RouterParts, 'approvals' | 'fleet'>,
  { incoming, parsed, plan, values, signal }: Proposed,
): Promise<Case | undefined> {
  if (plan.settles) return undefined;
  if (!approvals && plan.danger === 'approve') throw nobodyHere();
  if (!approvals || (approvals.idle() && plan.danger !== 'approve')) return undefined;
  const touched = await touchedBy(plan, values, { fleet, signal });
  const { place, actor } = incoming;
  const rule = approvals.rule({ command: parsed.command, plan, touched, place });
  if (!rule) return undefined;
  approvals.asker(actor);
  return { rule, touched, place };
}

/** The preview of what a second person has to approve: its button only asks. */
export function asksFirst(plan: Plan): Plan {
  const preview = previewOf(plan);
  const text = 'A second person has to approve it: nothing begins before.';
  return {
    ...plan,
    preview: { ...preview, blocks: [...(preview.blocks ?? []), { type: 'text', text }] },
    confirmLabel: `Ask for approval: ${labelOf(plan)}`,
  };
}

/** Stores it and asks those who may approve. */
export async function askForApproval(
  { approvals, log }: Pick<RouterParts, 'approvals' | 'log'>,
  { incoming, plan, seen }: Proposed,
  on: Case,
): Promise<Handled> {
  if (!approvals) throw nobodyHere();
  const { actor, local = false, place, line, confirms: confirmation, arrival } = incoming;
  const targets = plan.operations.flatMap(({ claims }) => claims.map(({ target }) => target));
  const approval = await approvals.ask(
    {
      ...{ actor, local, place, line, confirmation, arrival },
      title: titleOf(plan),
      label: labelOf(plan),
      fingerprint: seen,
      card: shownOf(plan),
      targets: [...new Set(targets)],
    },
    on,
  );
  // From here on it waits, whether or not the person can be told.
  await incoming.reply
    .answer(askedCard(approval, approvals.mayBreak({ actor, local }, on)))
    .catch((err: unknown) => log.warn({ err }, 'an answer could not be shown'));
  return { outcome: 'asked', approval: approval.id };
}

/** What those who approve are shown: the same, without what the person could press. */
function shownOf(plan: Plan): Card {
  const { actions: _, ...card } = previewOf(plan);
  return card;
}

function labelOf(plan: Plan): string {
  return plan.confirmLabel ?? titleOf(plan);
}

function titleOf({ title, operations }: Plan): string {
  return title ?? operations.map((one) => one.title).join(', ');
}

function nobodyHere(): BotError {
  return new BotError('forbidden', 'This needs a second person, and none can be asked here', {
    hint: 'Nothing was changed.',
  });
}
