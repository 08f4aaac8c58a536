import { BotError } from '../errors.ts';
import type { Machine, MachineRef } from '../hypervisor.ts';
import { type OperationContext, stopsWork } from '../operation.ts';

/** How the machine is after the work, for its card; undefined where that cannot be told just now. */
export async function machineNow(
  ref: MachineRef,
  context: OperationContext,
): Promise<Machine | undefined> {
  return knownOrNot(async () => (await context.machine(ref)).machine);
}

/**
 * An answer that only decorates the card of work that is done: an expected failure, or a person's late
 * cancel, leaves it out and spoils nothing.
 */
export async function knownOrNot<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (stopsWork(error) || error instanceof BotError) return undefined;
    throw error;
  }
}
