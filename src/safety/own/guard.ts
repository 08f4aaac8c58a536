import { BotError } from '../../errors.ts';
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

/** Keeps the bot from taking down what it runs on: asked for every plan, and again before an operation begins. */
export interface OwnGuard {
  threats(operations: readonly OperationData[], signal: AbortSignal): Promise<readonly Threat[]>;
  /** Throws `conflict`, unless the line that was accepted says that even the bot is meant. */
  check(
    operation: Pick<OperationData, 'kind' | 'input'> & { readonly line: string },
    signal: AbortSignal,
  ): Promise<void>;
}

export function createOwnGuard(own: Own, kinds: readonly OperationKind[]): OwnGuard {
  const threatOf = async (
    { kind: name, input }: Pick<OperationData, 'kind' | 'input'>,
    signal: AbortSignal,
  ): Promise<readonly Threat[]> => {
    const kind = kinds.find((one) => one.kind === name);
    const machine = kind?.takesDown?.(kind.parse(input));
    if (machine === undefined) return [];
    const parts = await own.find(machine, signal);
    return parts.length > 0 ? [{ machine, parts }] : [];
  };
  return {
    threats: async (operations, signal) =>
      (await Promise.all(operations.map((one) => threatOf(one, signal)))).flat(),
    async check(operation, signal) {
      if (takeOverride(operation.line).even) return;
      const [threat] = await threatOf(operation, signal);
      if (threat) throw ownMachine(threat);
    },
  };
}

export function ownMachine({ machine, parts }: Threat): BotError {
  return new BotError('conflict', `${runsOn(parts, machine.name)}, so this is not done to it`, {
    hint: `Nothing was changed. At the bot's own terminal, ${override} at the end of the line does it all the same.`,
  });
}
