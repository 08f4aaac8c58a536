import { parseLine } from '../args.ts';
import type { Command, CommandContext, ResolvedMachine } from '../command.ts';
import { BotError } from '../errors.ts';
import type { Approval } from './approval.ts';
import type { Touched } from './match.ts';

/** As many requests are looked through. */
const LOOKED_THROUGH = 50;

/**
 * What waits for the approval of this person: what somebody else asked for, and they may approve by the rules as they
 * are now. Nothing is planned for it: the machines are those that were meant when it was asked.
 */
export async function waitsForMe(context: CommandContext): Promise<readonly Approval[]> {
  const { approvals, may, now } = context;
  if (!approvals || !may('approval.give')) return [];
  const open = await approvals.list({ ended: false, limit: LOOKED_THROUGH });
  const mine: Approval[] = [];
  for (const one of open) {
    if (one.expiresAt > now() && (await isMine(one, context))) mine.push(one);
  }
  return mine;
}

async function isMine(approval: Approval, context: CommandContext): Promise<boolean> {
  const { approvals, actor, local, place } = context;
  const command = commandOf(approval, context.commands);
  const touched = await touchedThen(approval, context);
  if (!approvals || !command || !touched) return false;
  const plan = { operations: [], danger: 'approve' } as const;
  const rule = approvals.rule({ command, plan, touched, place: approval.place });
  if (!rule || !approvals.isSecond(actor, approval)) return false;
  return approvals.mayGive({ actor, local }, { rule, touched, place });
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
  const sites = targets.flatMap((one) => /^[a-z]+:([^/]+)\//.exec(one)?.[1] ?? []);
  return { machines, hosts: [], sites: [...new Set(sites)] };
}

function unlessUnknown(error: unknown): undefined {
  if (error instanceof BotError) return undefined;
  throw error;
}
