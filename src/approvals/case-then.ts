import { parseLine } from '../args.ts';
import type { Command, CommandContext, ResolvedMachine } from '../command.ts';
import { BotError } from '../errors.ts';
import type { Approval } from './approval.ts';
import type { Case } from './approvals.ts';
import { sitesIn, type Touched } from './match.ts';

/**
 * By which rule it is judged as the rules are now, and on what. Nothing is planned for it: the machines are those that
 * were meant when it was asked. Undefined where its line is not understood any more, or one of its machines is gone or may
 * not be seen.
 */
export async function caseThen(
  approval: Approval,
  context: Pick<CommandContext, 'approvals' | 'commands' | 'fleet' | 'signal' | 'place'>,
): Promise<Case | undefined> {
  const command = commandOf(approval, context.commands);
  const touched = await touchedThen(approval, context);
  if (!command || !touched) return undefined;
  const plan = { operations: [], danger: 'approve' } as const;
  const rule = context.approvals?.rule({ command, plan, touched, place: approval.place });
  return rule && { rule, touched, place: context.place };
}

/** None where its line is not understood any more. */
function commandOf({ line }: Approval, commands: readonly Command[]): Command | undefined {
  try {
    return parseLine(line, commands).command;
  } catch (error) {
    if (error instanceof BotError) return undefined;
    throw error;
  }
}

/** None where one of its machines is gone, or this person may not see it. */
async function touchedThen(
  { targets }: Approval,
  { fleet, signal }: Pick<CommandContext, 'fleet' | 'signal'>,
): Promise<Touched | undefined> {
  const machines: ResolvedMachine[] = [];
  for (const word of targets.flatMap((one) => (one.startsWith('machine:') ? [one.slice(8)] : []))) {
    const found = await fleet.machine(word, signal, { onlyShown: true }).catch(unlessUnknown);
    if (!found) return undefined;
    machines.push(found);
  }
  return { machines, hosts: [], sites: sitesIn(targets) };
}

function unlessUnknown(error: unknown): undefined {
  if (error instanceof BotError) return undefined;
  throw error;
}
