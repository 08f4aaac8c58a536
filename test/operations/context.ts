import { BotError } from '../../src/errors.ts';
import type { OperationContext, OperationKind } from '../../src/operation.ts';
import type { MemoryTask } from '../contracts/task.ts';
import type { Pretend } from '../doubles/hypervisor.ts';

/** An operation's context over one pretended site. */
export function contextOf(site: Pretend, task: MemoryTask): OperationContext {
  return {
    task,
    members: { list: async () => [], cancel: async () => {} },
    site: () => site.hypervisor,
    async machine(ref) {
      const found = (await site.hypervisor.machines(task.signal)).find(({ id }) => id === ref.id);
      if (!found) throw new BotError('not-found', `${ref.name} is gone`);
      return { machine: found, hypervisor: site.hypervisor };
    },
  };
}

/** Runs an operation as it would be run from its stored input. */
export function runStored(kind: OperationKind, input: unknown, context: OperationContext) {
  return kind.run(kind.parse(JSON.parse(JSON.stringify(input))), context);
}
