import type { Block, Column } from './card.ts';
import { stateCell } from './cards/machine-state.ts';
import type { CommandContext, Plan, ResolvedMachine } from './command.ts';
import { BotError } from './errors.ts';
import { count } from './format.ts';
import { claimSlot, type OperationData } from './operation.ts';
import { fingerprint } from './safety/fingerprint.ts';
import { seenMachine } from './safety/seen.ts';

/** For what can be done to one machine or to many. */
export const machinesOption = {
  type: 'machines',
  description: 'The machine, or several of them',
  required: true,
} as const;

/** One verb for several machines. */
export interface Several {
  /** For titles and buttons: `Shut down`, which is followed by `4 machines`. */
  readonly verb: string;
  /** The machines it makes sense for, each with what will be done to it. */
  readonly able: readonly Able[];
  readonly left: readonly LeftOut[];
  /** Shown under the list: what is lost, where they lie. */
  readonly says?: readonly Block[] | undefined;
  /** What a row shows behind name, state and host. */
  readonly columns?: readonly Column[] | undefined;
  /** What the preview was made from besides the machines themselves. */
  readonly seen?: unknown;
}

export interface Able {
  readonly machine: ResolvedMachine;
  readonly operation: OperationData;
  /** One for each of {@link Several.columns}. */
  readonly cells?: readonly string[] | undefined;
}

export interface LeftOut {
  readonly machine: ResolvedMachine;
  /** As it follows the machine's name: `is off`. */
  readonly why: string;
}

/** Each as it is this moment; one that cannot be looked at keeps no other from it. */
export async function asTheyAre(
  machines: readonly ResolvedMachine[],
  { fleet, signal }: Pick<CommandContext, 'fleet' | 'signal'>,
): Promise<{ readonly there: readonly ResolvedMachine[]; readonly left: readonly LeftOut[] }> {
  const left: LeftOut[] = [];
  const looked = await Promise.all(
    machines.map(async ({ machine, hypervisor, label }) => {
      try {
        return [{ ...(await fleet.current(machine, signal)), label }];
      } catch (error) {
        if (!(error instanceof BotError)) throw error;
        left.push({
          machine: { machine, hypervisor, label },
          why: `is not known now: ${error.message}`,
        });
        return [];
      }
    }),
  );
  return { there: looked.flat(), left };
}

/**
 * One plan with a count and a list, confirmed once: a task for each machine, only so many at once on a host.
 * Throws `conflict` when it makes sense for none of them.
 */
export function planSeveral({ verb, able, left, says = [], columns = [], seen }: Several): Plan {
  if (able.length === 0) throw noneAble(left);
  const title = `${verb} ${count(able.length, 'machine')}`;
  return {
    preview: {
      title: `${title}?`,
      tone: 'warning',
      blocks: [
        {
          type: 'table',
          columns: [{ label: 'Name' }, { label: 'State' }, { label: 'Host' }, ...columns],
          rows: able.map(({ machine, cells = [] }) => [
            machine.label,
            stateCell(machine.machine),
            machine.machine.host,
            ...cells,
          ]),
        },
        ...says,
        ...leftOut(left),
      ],
    },
    fingerprint: fingerprint([verb, able.map(({ machine }) => seenMachine(machine)), seen ?? null]),
    danger: 'confirm',
    confirmLabel: `${title} on ${hostsIn(able.map(({ machine }) => machine.machine.host))}`,
    title,
    operations: able.map(({ machine, operation }) => ({
      ...operation,
      claims: [...operation.claims, claimSlot(machine.machine)],
    })),
  };
}

function noneAble(left: readonly LeftOut[]): BotError {
  const reasons = left.slice(0, 3).map(sentence);
  const more = left.length > 3 ? [`And ${left.length - 3} more.`] : [];
  return new BotError(
    'conflict',
    left.length === 0
      ? 'No machine fits'
      : `None of the ${count(left.length, 'machine')} can do that now`,
    { hint: [...reasons, ...more].join(' ') },
  );
}

function leftOut(left: readonly LeftOut[]): readonly Block[] {
  if (left.length === 0) return [];
  const words = left.map(({ machine: { label }, why }) => `${label} ${why}`);
  return [{ type: 'text', text: `Left out: ${words.join('; ')}.` }];
}

function sentence({ machine: { label }, why }: LeftOut): string {
  return `${label} ${why}.`;
}

/** For a button: the only one by its name, of more how many. */
export function hostsIn(all: readonly string[]): string {
  const hosts = new Set(all);
  return hosts.size === 1 ? ([...hosts][0] ?? '') : count(hosts.size, 'host');
}
