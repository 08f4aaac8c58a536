import { BotError } from '../../../../src/errors.ts';
import type { Clone, Made } from '../../../../src/hypervisor/provision.ts';
import { done, type Machine } from '../../../../src/hypervisor.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import { machineIn, refuseTakenName } from '../guests.ts';
import type { Parts } from '../parts.ts';
import { begin, madeOf } from './begin.ts';
import { copyOf } from './copy.ts';
import type { MakeParts } from './create.ts';
import { refuseName } from './plan.ts';
import { type Making, orUndo } from './undo.ts';

export async function checkClone(
  { resources, site }: Pick<Parts, 'resources' | 'site'>,
  { machine, wanted }: { readonly machine: Machine; readonly wanted: Clone },
  signal: AbortSignal,
): Promise<void> {
  refuseName(wanted.name);
  const rows = await resources.read(signal);
  refuseTakenName(rows, wanted.name, site);
  const now = machineIn(rows, machine.id, site);
  if (now === undefined) throw new BotError('not-found', `${machine.name} is not there any more`);
  if (wanted.linked && now.template !== true) throw notLinked(machine);
}

/** `Linked clone feature is not supported for …` is what Proxmox says of any other. */
function notLinked({ name }: Machine): BotError {
  return new BotError('unsupported', `${name} is no template, and only those have linked clones`, {
    hint: 'Nothing was made. Leave out --linked for a full copy, or make a template of it in Proxmox (Convert to template).',
  });
}

export async function cloneMachine(
  parts: MakeParts,
  { machine, wanted }: { readonly machine: Machine; readonly wanted: Clone },
  task: TaskControl,
): Promise<Made> {
  await task.step('look whether it can be cloned', {
    async do() {
      await checkClone(parts, { machine, wanted }, task.signal);
      return true;
    },
  });
  const { host, kind } = machine;
  return parts.ids.under(task, (id) => {
    const making: Making = { id, host, kind, name: wanted.name };
    return orUndo(parts, { making, task }, async () => {
      const copied = await copyOf(parts, { original: machine, making, full: !wanted.linked }, task);
      const started = wanted.start ? await begin(parts, making, task) : done;
      const outcome = {
        warnings: [...copied.warnings, ...started.warnings],
        notes: [`its id is ${id}`, ...copied.notes],
        log: started.log,
      };
      return madeOf(parts, making, { outcome, signal: task.signal });
    });
  });
}
