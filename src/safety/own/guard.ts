import { BotError } from '../../errors.ts';
import { someAtOnce } from '../../flow/some-at-once.ts';
import type { MachineRef } from '../../hypervisor.ts';
import type { OperationData, OperationKind } from '../../operation.ts';
import { override, takeOverride } from './override.ts';
import type { Own, Part } from './own.ts';
import { runsOn } from './words.ts';

/** A machine that an operation would take down, and what of the bot goes with it. */
export interface Threat {
  readonly machine: MachineRef;
  readonly parts: readonly Part[];
}

export interface Threats {
  readonly found: readonly Threat[];
  /** Machines for which there was no time to see it; each is asked again before its operation begins. */
  readonly open: readonly MachineRef[];
}

/** Milliseconds for all guests of a plan together: well within what an answer may take, though it is asked twice. */
const LOOK_LIMIT = 10_000;

/** Keeps the bot from taking down what it runs on: asked for every plan, and again before an operation begins. */
export interface OwnGuard {
  threats(operations: readonly OperationData[], signal: AbortSignal): Promise<Threats>;
  /** Throws `conflict`, unless the line that was accepted says that even the bot is meant. */
  check(
    operation: Pick<OperationData, 'kind' | 'input'> & { readonly line: string },
    signal: AbortSignal,
  ): Promise<void>;
}

/** `late` makes the signal that ends the look at a whole plan. */
export function createOwnGuard(
  own: Own,
  kinds: readonly OperationKind[],
  late = () => AbortSignal.timeout(LOOK_LIMIT),
): OwnGuard {
  const takenDown = ({ kind: name, input }: Pick<OperationData, 'kind' | 'input'>) => {
    const kind = kinds.find((one) => one.kind === name);
    return kind?.takesDown?.(kind.parse(input));
  };
  return {
    async threats(operations, signal) {
      const over = late();
      const either = AbortSignal.any([signal, over]);
      const looked = await someAtOnce(
        operations.flatMap((one) => takenDown(one) ?? []),
        async (machine) => {
          const parts = await own.find(machine, either);
          return {
            machine,
            parts,
            open: parts.length === 0 && over.aborted && own.isOpen(machine),
          };
        },
      );
      return {
        found: looked.filter(({ parts }) => parts.length > 0),
        open: looked.filter(({ open }) => open).map(({ machine }) => machine),
      };
    },
    async check(operation, signal) {
      if (takeOverride(operation.line).even) return;
      const machine = takenDown(operation);
      if (machine === undefined) return;
      const parts = await own.find(machine, signal);
      if (parts.length > 0) throw ownMachine({ machine, parts });
    },
  };
}

export function ownMachine({ machine, parts }: Threat): BotError {
  return new BotError('conflict', `${runsOn(parts, machine.name)}, so this is not done to it`, {
    hint: `Nothing was changed. At the bot's own terminal, ${override} at the end of the line does it all the same.`,
  });
}
