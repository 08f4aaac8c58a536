import type { Card } from '../card.ts';
import { typed } from '../cards/typed.ts';
import type { CommandContext, Plan } from '../command.ts';
import type { StartObstacle, ToStart } from '../doctor/guard.ts';
import { BotError } from '../errors.ts';
import { ago } from '../format.ts';
import { fingerprint } from '../safety/fingerprint.ts';

/** What a person types to start a machine although the checks say that it cannot work. */
export const anywayOption = {
  type: 'flag',
  description: 'Even where host check found that it cannot start',
  required: false,
} as const;

export interface Starting {
  readonly machine: ToStart;
  /** The line as it would be with the override. */
  readonly line: string;
  readonly anyway: boolean;
}

/**
 * The plan as it is where nothing is known against the start. Else it is refused with the reason; with the override it
 * is confirmed first, with the same reason.
 */
export async function guardStart(
  plan: Plan,
  { machine, line, anyway }: Starting,
  { doctor, signal, now }: Pick<CommandContext, 'doctor' | 'signal' | 'now'>,
): Promise<Plan> {
  const obstacle = await doctor?.obstacle(machine, { signal });
  if (obstacle === undefined) return plan;
  if (!anyway) throw refusal(machine, obstacle, { line, now: now() });
  return {
    ...plan,
    preview: warned(plan.preview, machine, obstacle),
    fingerprint: fingerprint(['anyway', obstacle.code, plan.fingerprint ?? machine.name]),
    danger: plan.danger ?? 'confirm',
    confirmLabel: plan.confirmLabel ?? `Start ${machine.name} on ${machine.host} anyway`,
  };
}

function refusal(
  { name }: ToStart,
  { code, says, fix, at }: StartObstacle,
  { line, now }: { readonly line: string; readonly now: number },
): BotError {
  const todo = fix === undefined ? '' : ` ${sentence(fix)}`;
  return new BotError('conflict', `${name} cannot start: ${says}`, {
    hint: `Nothing was changed.${todo} ${code} of host check, seen ${ago(at, now)}. To try it all the same: ${line}`,
    choices: [{ line, label: 'Start it anyway' }],
  });
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function warned(
  preview: Card | undefined,
  { name, host }: ToStart,
  { code, says, fix }: StartObstacle,
): Card {
  const text = [`${code}: ${says}.`, ...(fix === undefined ? [] : [`Fix: ${fix}`])].join('\n');
  const warning = { type: 'text', text } as const;
  return {
    title: `Start ${name} on ${host} anyway?`,
    ...preview,
    tone: 'warning',
    blocks: [warning, ...(preview?.blocks ?? [])],
  };
}

export function anywayLine(label: string): string {
  return `${typed('vm start', label)} --anyway`;
}
