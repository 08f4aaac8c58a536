import { BotError, gaveNoAnswer } from '../errors.ts';
import { pause } from '../flow/wait.ts';
import type { Hypervisor, Machine, MachineRef } from '../hypervisor.ts';
import { type OperationContext, stopsWork } from '../operation.ts';
import { LOOK_LIMIT } from '../runner/look.ts';

/** Milliseconds between two questions to a site that does not answer. */
const PAUSE = 1_000;

interface Reached {
  readonly machine: Machine;
  readonly hypervisor: Hypervisor;
}

/**
 * The machine an operation works on. At first a site that does not answer is a failure: nothing was begun.
 * After a restart it may be in the middle of the work, so it is waited for, and in the end left to a person. Who works on
 * two machines names a step for each.
 */
export async function reach(
  ref: MachineRef,
  context: OperationContext,
  step = 'find the machine',
): Promise<Reached> {
  let found: Reached | undefined;
  await context.task.step(step, {
    async do() {
      found = await context.machine(ref);
      return true;
    },
  });
  return found ?? reachAgain(ref, context);
}

async function reachAgain(ref: MachineRef, context: OperationContext): Promise<Reached> {
  const ends = performance.now() + LOOK_LIMIT;
  for (;;) {
    try {
      return await context.machine(ref);
    } catch (error) {
      if (!gaveNoAnswer(error) || performance.now() >= ends) throw unknowable(error, ref);
    }
    context.task.report({ note: `Waiting until ${ref.site} answers` });
    await pause(PAUSE, context.task.signal).catch((error: unknown) => {
      throw unknowable(error, ref);
    });
  }
}

function unknowable(error: unknown, { site }: MachineRef): unknown {
  return stopsWork(error) || gaveNoAnswer(error)
    ? new BotError('undecided', `${site} could not be asked what became of it`)
    : error;
}
