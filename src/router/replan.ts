import { authorise } from '../access/policy.ts';
import { touchedBy } from '../approvals/match.ts';
import type { LineOf, Planned } from '../approvals/planned.ts';
import { parseLine } from '../args.ts';
import type { Card } from '../card.ts';
import { type Command, type CommandContext, isPlan, type Plan, type Values } from '../command.ts';
import { BotError } from '../errors.ts';
import type { RouterParts } from '../router.ts';
import { takeOverride } from '../safety/own/override.ts';
import { seenPlan } from '../safety/seen-plan.ts';
import { contextFor } from './context.ts';
import { withGroupsNow } from './groups-now.ts';
import { sparingOwn } from './own.ts';
import { resolveValues } from './resolve.ts';
import { rightsFor } from './rights.ts';

export interface Running {
  readonly command: Command;
  readonly values: Values<Command['options']>;
  readonly context: CommandContext;
  readonly even: boolean;
}

/** What the command says, without the machines that the bot itself runs on. */
export async function answerOf(
  running: Running,
  { guard }: Pick<RouterParts, 'guard'>,
): Promise<Card | Plan> {
  const { command, values, context } = running;
  const answer = await command.run(values, context);
  // What carries out another's request was spared when that was planned.
  if (!isPlan(answer) || answer.settles || !guard) return answer;
  return sparingOwn(answer, running, guard);
}

/** What a line would do now, with the rights that whoever sent it has now. */
export async function planAnew(
  parts: RouterParts,
  of: LineOf,
  signal: AbortSignal,
): Promise<Planned> {
  const { local, place } = of;
  const { line, even } = takeOverride(of.line);
  const parsed = parseLine(line, parts.commands);
  const { command } = parsed;
  const caller = { actor: await withGroupsNow(of, parts), local, place };
  authorise(parts.policy, caller, command.needs, { place });
  const rights = rightsFor(parts, caller, command);
  const values = await resolveValues(parsed, rights.names, signal);
  await rights.checkValues(parsed, values, signal);
  const seat = { ...parts, fleet: rights.fleet, tasks: rights.tasks };
  const context = contextFor(seat, caller, signal);
  const plan = await answerOf({ command, values, context, even: even && local === true }, parts);
  if (!isPlan(plan) || plan.settles) {
    throw new BotError('conflict', 'This line changes nothing by itself any more');
  }
  await rights.checkPlan(plan, signal);
  const touched = await touchedBy(plan, values, { fleet: parts.fleet, signal });
  return { command, plan, touched, seen: seenPlan(plan, values) };
}
