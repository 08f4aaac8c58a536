import type { Block, Card } from '../card.ts';
import { type Command, type CommandContext, isPlan, type Plan, type Values } from '../command.ts';
import { BotError } from '../errors.ts';
import type { MachineRef } from '../hypervisor.ts';
import { type OwnGuard, ownMachine, type Threat } from '../safety/own/guard.ts';
import { couldNotSee, runsOn, whatFollows } from '../safety/own/words.ts';

interface Asked {
  readonly command: Command;
  readonly values: Values<Command['options']>;
  readonly context: CommandContext;
  /** The person typed that even the bot's own machine is meant. */
  readonly even: boolean;
}

/**
 * The plan without the machines that the bot runs on, planned anew for those that are left; with a warning where
 * even they are meant. Throws `conflict` where nothing is left.
 */
export async function sparingOwn(plan: Plan, asked: Asked, guard: OwnGuard): Promise<Plan> {
  const { command, values, context, even } = asked;
  const { found: threats, open } = await guard.threats(plan.operations, context.signal);
  const [first] = threats;
  if (even) return first === undefined ? plan : warned(plan, threats);
  if (first === undefined) return withOpen(plan, open);
  const others = without(command, values, threats);
  if (others === undefined) throw ownMachine(first);
  const answer = await command.run(others, context);
  if (!isPlan(answer)) throw ownMachine(first);
  const again = await guard.threats(answer.operations, context.signal);
  const [left] = again.found;
  if (left) throw ownMachine(left);
  const words = threats.map(({ machine, parts }) => runsOn(parts, machine.name));
  const spared = shown(answer, [{ type: 'text', text: `Left out: ${words.join('. ')}.` }]);
  return withOpen(spared, again.open);
}

/** What could not be ruled out is said, never kept back. */
function withOpen(plan: Plan, open: readonly MachineRef[]): Plan {
  return open.length === 0 ? plan : shown(plan, [{ type: 'text', text: couldNotSee(open) }]);
}

/** The values with other machines only; undefined where the command takes one, or none is left. */
function without(
  { options }: Command,
  values: Asked['values'],
  threats: readonly Threat[],
): Asked['values'] | undefined {
  const own = new Set(threats.map(({ machine }) => `${machine.site}/${machine.id}`));
  const name = Object.keys(options).find((one) => options[one]?.type === 'machines');
  const all = name === undefined ? undefined : values[name];
  if (name === undefined || !Array.isArray(all)) return undefined;
  const left = all.filter(({ machine }) => !own.has(`${machine.site}/${machine.id}`));
  return left.length === 0 || left.length === all.length ? undefined : { ...values, [name]: left };
}

function warned(plan: Plan, threats: readonly Threat[]): Plan {
  const blocks = threats.map(
    ({ machine, parts }): Block => ({
      type: 'text',
      text: `${runsOn(parts, machine.name)}. ${whatFollows(parts)}`,
    }),
  );
  return shown(plan, blocks, 'danger');
}

/** With these words in its preview, and never without a look. */
function shown(plan: Plan, blocks: readonly Block[], tone?: Card['tone']): Plan {
  const title = plan.title ?? plan.operations.map((one) => one.title).join(', ');
  const preview: Card = plan.preview ?? { title: `${title}?`, tone: 'warning' };
  return {
    ...plan,
    danger: plan.danger ?? 'confirm',
    confirmLabel: plan.confirmLabel ?? title,
    preview: {
      ...preview,
      ...(tone && { tone }),
      blocks: [...(preview.blocks ?? []), ...blocks],
    },
  };
}

export function overrideIsLocal(): BotError {
  return new BotError('forbidden', '--even-the-bot is for the terminal of the bot only', {
    hint: 'Nothing was changed. Whoever does it has to be where the bot can be started again.',
  });
}
