import { BotError } from '../../../../src/errors.ts';
import type { Made } from '../../../../src/hypervisor/provision.ts';
import { done, type Outcome } from '../../../../src/hypervisor.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import { guestPath } from '../guest-path.ts';
import type { Parts } from '../parts.ts';
import type { Making } from './undo.ts';

/** Starts what was made. It is whole without that: a start that fails is told as a warning. */
export async function begin(
  { tasks }: Pick<Parts, 'tasks'>,
  making: Making,
  task: TaskControl,
): Promise<Outcome> {
  const { id, host, name, kind } = making;
  try {
    return await tasks.act(
      {
        step: `start ${id}`,
        node: host,
        id,
        name,
        types: kind === 'vm' ? ['qmstart'] : ['vzstart'],
        method: 'POST',
        path: `${guestPath(making)}/status/start`,
        doing: 'starting',
      },
      task,
    );
  } catch (error) {
    const known = error instanceof BotError && ['failed', 'conflict', 'busy'].includes(error.code);
    if (!known || task.signal.aborted) throw error;
    const hint = error.hint === undefined ? '' : ` (${error.hint})`;
    return { ...done, warnings: [`It was made and did not start: ${error.message}${hint}`] };
  }
}

/** With the mark that tells it from a later one of the same id. */
export async function madeOf(
  { births, site }: Pick<Parts, 'births' | 'site'>,
  making: Making,
  { outcome, signal }: { readonly outcome: Outcome; readonly signal: AbortSignal },
): Promise<Made> {
  const { id, host, name } = making;
  const birth = await births.of(making, signal);
  return { ...outcome, machine: { site, host, id, birth, name } };
}
