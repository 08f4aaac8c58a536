import { BotError } from '../../../../src/errors.ts';
import type { Machine, Outcome } from '../../../../src/hypervisor.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import { guestPath } from '../guest-path.ts';
import type { Parts } from '../parts.ts';
import { readNow } from '../power/now.ts';
import { deletionOf, refuseDeletion } from './deletion.ts';

/** With its place in backup jobs, replication and HA. What its configuration does not name stays. */
export async function deleteMachine(
  parts: Parts,
  { machine, files }: { readonly machine: Machine; readonly files: readonly string[] },
  task: TaskControl,
): Promise<Outcome> {
  const { id, host, kind, name } = machine;
  await task.step('look at what goes', {
    async do() {
      const { signal } = task;
      await parts.births.check(machine, signal);
      await refuseOn(parts, machine, signal);
      refuseDeletion(machine, await deletionOf(parts, machine, signal), files);
      return true;
    },
  });
  const outcome = await parts.tasks.act(
    {
      step: `delete ${id}`,
      node: host,
      id,
      name,
      types: kind === 'vm' ? ['qmdestroy'] : ['vzdestroy'],
      method: 'DELETE',
      path: guestPath(machine),
      params: { purge: true, 'destroy-unreferenced-disks': false },
      doing: 'deleting',
      machine,
    },
    task,
  );
  parts.births.forget(id);
  return outcome;
}

/** By itself: the list is seconds behind, and knows nothing yet of one that was just made. */
async function refuseOn(parts: Parts, machine: Machine, signal: AbortSignal): Promise<void> {
  const { state } = await readNow(parts, machine, signal);
  if (state === 'stopped' || state === 'hibernated') return;
  throw new BotError('conflict', `${machine.name} is ${state}: only what is off is deleted`, {
    hint: 'Nothing was changed. Shut it down first.',
  });
}
