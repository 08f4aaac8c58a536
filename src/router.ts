import type { Access } from './access/access.ts';
import { withoutCode } from './access/code.ts';
import { onlyLooks } from './access/permission.ts';
import { authorise, type Policy } from './access/policy.ts';
import type { Alerts } from './alerts/alerts.ts';
import type { Approvals } from './approvals/approvals.ts';
import type { LineOf } from './approvals/planned.ts';
import { parseLine } from './args.ts';
import type { AuditTrail } from './audit/trail.ts';
import type { Bot, Chat, Form, Handled, Incoming, Place } from './chat.ts';
import { type Command, isPlan, type Plan } from './command.ts';
import type { Doctor } from './doctor/doctor.ts';
import { BotError } from './errors.ts';
import { failureCard } from './failure.ts';
import type { GuestWays } from './guest/ways.ts';
import type { Fleet } from './inventory.ts';
import { MissingValues } from './line/raw.ts';
import type { Log } from './log.ts';
import { answerAnnounced } from './router/announced.ts';
import { askForApproval, asksFirst, type Proposed, secondWanted } from './router/approval.ts';
import {
  askToConfirm,
  checkConfirmation,
  declineConfirmation,
  wordForm,
} from './router/confirm.ts';
import { contextFor } from './router/context.ts';
import { formFor } from './router/form.ts';
import { claimedBy, namedBy, note, since } from './router/notes.ts';
import { overrideIsLocal } from './router/own.ts';
import { nothingToShare, unlessLate, yesIsLocal, yesNeverApproves } from './router/refusals.ts';
import { planAnew } from './router/replan.ts';
import { resolveValues } from './router/resolve.ts';
import { rightsFor } from './router/rights.ts';
import type { Runner } from './runner.ts';
import type { OwnGuard } from './safety/own/guard.ts';
import { takeOverride } from './safety/own/override.ts';
import type { Own } from './safety/own/own.ts';
import { seenPlan } from './safety/seen-plan.ts';
import type { BoardRecords } from './store/chats/boards.ts';
import type { MetricsRecords } from './store/metrics/metrics.ts';
import type { ReplicaRecords } from './store/replicas/records.ts';
import type { Store } from './store/store.ts';
import type { Tasks } from './tasks.ts';

/** What the router writes down; a store, or nothing where only its own cost is wanted. */
export type Ledger = Pick<Store, 'ask' | 'confirmation' | 'decline' | 'audit'>;

export interface RouterParts {
  readonly commands: readonly Command[];
  readonly fleet: Fleet;
  readonly tasks: Tasks;
  readonly policy: Policy;
  readonly ledger: Ledger;
  readonly runner: Pick<Runner, 'accept'>;
  /** Where the bot itself runs, and what keeps it from taking that down. */
  readonly own?: Own | undefined;
  readonly guard?: OwnGuard | undefined;
  readonly ways?: GuestWays | undefined;
  readonly doctor?: Doctor | undefined;
  /** Where grants are kept; the {@link policy} is made of them. */
  readonly access?: Access | undefined;
  /** For what a person has to know of typing in theirs, and the groups that somebody is in. */
  readonly chats?: readonly Pick<Chat, 'platform' | 'note' | 'groupsOf'>[] | undefined;
  readonly audit?: AuditTrail | undefined;
  readonly boards?: Pick<BoardRecords, 'add' | 'remove'> | undefined;
  /** When a second person is wanted; without it a command that wants one is refused. */
  readonly approvals?: Approvals | undefined;
  readonly replicas?: Pick<ReplicaRecords, 'list'> | undefined;
  readonly metrics?: Pick<MetricsRecords, 'series' | 'past' | 'happened'> | undefined;
  readonly alerts?: Alerts | undefined;
  /** The audience that is configured for this channel, where one is. */
  readonly audience?: ((place: Place) => 'channel' | 'caller' | undefined) | undefined;
  readonly log: Log;
  /** The configured time zone. */
  readonly zone?: string | undefined;
  /** Milliseconds for everything up to the answer; operations go on for as long as they need. */
  readonly answerMs?: number | undefined;
  /** Waited for before what takes long: the event loop hears what arrives meanwhile. */
  turn?(): Promise<void>;
}

const ANSWER_MS = 60_000;

/** One line, from its words to its answer: parse, authorise, resolve, plan, confirm, accept, write down. */
export function createRouter(parts: RouterParts): Pick<Bot, 'handle'> {
  return {
    async handle(incoming) {
      const heard: Heard = { began: performance.now(), targets: [] };
      try {
        return await handle(parts, incoming, heard);
      } catch (error) {
        return refuse(parts, incoming, { ...heard, error: unlessLate(error) });
      }
    },
  };
}

interface Heard {
  readonly began: number;
  /** What the line is about, once that is known. */
  targets: readonly string[];
}

async function handle(parts: RouterParts, incoming: Incoming, heard: Heard): Promise<Handled> {
  if (incoming.declines !== undefined) return decline(parts, incoming, incoming.declines);
  const { line, even } = takeOverride(incoming.line);
  const parsed = parseLine(line, parts.commands);
  const { command } = parsed;
  authorise(parts.policy, incoming, command.needs, { place: incoming.place });
  if (parsed.yes && !incoming.local) throw yesIsLocal();
  if (even && !incoming.local) throw overrideIsLocal();
  if (incoming.shares && !onlyLooks(command)) throw nothingToShare();
  const form = await wordForm(incoming, parts.ledger);
  if (form) return askWord(parts, incoming, form);
  const signal = AbortSignal.timeout(parts.answerMs ?? ANSWER_MS);
  const rights = rightsFor(parts, incoming, command);
  const values = await resolveValues(parsed, rights.names, signal);
  heard.targets = namedBy(values);
  await rights.checkValues(parsed, values, signal);
  const replan = (of: LineOf) => planAnew(parts, of, signal);
  const { fleet, tasks, approvals } = rights;
  const seat = { ...parts, fleet, tasks, approvals };
  const context = { ...contextFor(seat, incoming, signal), replan };
  const answer = await answerAnnounced(parts, incoming, { command, values, context, even });
  if (isPlan(answer)) {
    await rights.checkPlan(answer, signal);
    const seen = seenPlan(answer, values);
    return proceed(parts, { incoming, parsed, plan: answer, values, seen, signal });
  }
  const { targets, began } = heard;
  const durationMs = since(began);
  await note(parts, incoming, { event: 'answered', outcome: 'ok', targets, durationMs });
  await parts.turn?.();
  await incoming.reply.answer(answer, { shareable: onlyLooks(command) });
  return { outcome: 'answered' };
}

async function proceed(parts: RouterParts, proposed: Proposed): Promise<Handled> {
  const { incoming, parsed, plan, seen } = proposed;
  const second = await secondWanted(parts, proposed);
  const go = () => (second ? askForApproval(parts, proposed, second) : accept(parts, proposed));
  const danger = second ? 'approve' : plan.danger;
  if (plan.settles && parsed.yes) throw yesNeverApproves();
  if (danger === undefined || parsed.yes) return go();
  const shown = second ? asksFirst(plan) : plan;
  if (incoming.confirms === undefined) return ask(parts, proposed, { plan: shown });
  const { actor, line, confirms: id, typed } = incoming;
  const found = await checkConfirmation({ id, actor, line, typed, plan, seen }, parts.ledger);
  return found === 'good' ? go() : ask(parts, proposed, { plan: shown, again: why[found] });
}

const why = {
  stale: 'What was shown has changed since, or its time is over: this is how it is now.',
  mistyped: 'What was typed is not the name: nothing was changed.',
} as const;

interface Asking {
  readonly plan: Plan;
  /** Why it is asked once more. */
  readonly again?: string | undefined;
}

async function ask(
  parts: RouterParts,
  { incoming, seen }: Proposed,
  { plan, again }: Asking,
): Promise<Handled> {
  const card = await askToConfirm(incoming, { plan, seen }, parts.ledger);
  const told = again === undefined ? [] : [{ type: 'text', text: again } as const];
  await note(parts, incoming, { event: 'asked', outcome: 'asked', targets: claimedBy(plan) });
  await incoming.reply.answer({ ...card, blocks: [...told, ...(card.blocks ?? [])] });
  return { outcome: 'asked' };
}

/** A name is asked for by a form of its own, before anything is planned. */
async function askWord(parts: RouterParts, incoming: Incoming, form: Form): Promise<Handled> {
  await note(parts, incoming, { event: 'asked', outcome: 'word' });
  await incoming.reply.ask(form);
  return { outcome: 'asked' };
}

async function accept(parts: RouterParts, { incoming, plan }: Proposed): Promise<Handled> {
  const { actor, place, line, confirms: confirmation, arrival } = incoming;
  const { operations, settles } = plan;
  const title = plan.title ?? operations.map((one) => one.title).join(', ');
  const operation = await parts.runner.accept({
    operations,
    title,
    asked: settles?.asked ?? { actor, place, line },
    approved: settles?.approved,
    loud: settles?.loud,
    confirmation,
    arrival,
  });
  // From here on the line is accepted, whether or not the person can be told.
  await tell(parts, async () =>
    incoming.reply.accepted?.({ title: `Accepted: ${title}` }, operation),
  );
  return { outcome: 'accepted', operation };
}

async function decline(parts: RouterParts, incoming: Incoming, id: string): Promise<Handled> {
  const card = await declineConfirmation(id, incoming.actor, parts.ledger);
  await note(parts, incoming, { event: 'declined', outcome: 'declined' });
  await incoming.reply.answer(card);
  return { outcome: 'answered' };
}

/** The line itself has to be another one. Nothing has run yet: what a task finds wrong is its outcome. */
const wrongAsTyped: readonly string[] = ['usage', 'invalid'];

interface Failure extends Readonly<Heard> {
  readonly error: unknown;
}

async function refuse(
  parts: RouterParts,
  incoming: Incoming,
  { error, began, targets }: Failure,
): Promise<Handled> {
  const code = error instanceof BotError ? error.code : 'fault';
  const card = failureCard(error, parts);
  await tell(parts, async () =>
    error instanceof MissingValues
      ? incoming.reply.ask(formFor(error, card))
      : incoming.reply.answer(card),
  );
  const detail = error instanceof BotError ? withoutCode(error.message) : undefined;
  // The answer is out and nothing was changed, so a store that is down takes nothing from anybody here.
  await note(parts, incoming, {
    event: 'refused',
    outcome: code,
    ...{ detail, targets },
    durationMs: since(began),
  }).catch((err: unknown) =>
    parts.log.error({ err, line: withoutCode(incoming.line) }, 'a refusal could not be audited'),
  );
  return { outcome: wrongAsTyped.includes(code) ? 'usage' : 'refused' };
}

/** A chat that does not take an answer changes nothing about what the line became. */
async function tell({ log }: RouterParts, say: () => Promise<void>): Promise<void> {
  await say().catch((err: unknown) => log.warn({ err }, 'an answer could not be shown'));
}
