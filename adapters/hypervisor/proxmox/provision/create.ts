import { BotError } from '../../../../src/errors.ts';
import type { Made, NewMachine } from '../../../../src/hypervisor/provision.ts';
import { done, type Outcome } from '../../../../src/hypervisor.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import { path } from '../client/client.ts';
import { capacityOf, drivesOf, readConfig } from '../guest-config.ts';
import type { Parts } from '../parts.ts';
import { begin, madeOf } from './begin.ts';
import { copyOf } from './copy.ts';
import { dressed } from './dress.ts';
import type { Ids } from './ids.ts';
import { cloudInitOf, creationOf } from './params.ts';
import { type Plan, planMachine } from './plan.ts';
import { copyProgress } from './progress.ts';
import { grow } from './resize.ts';
import { type Making, orUndo } from './undo.ts';

export interface MakeParts extends Parts {
  readonly ids: Ids;
}

/** From a medium, an image, a template of containers, or as a full copy of a template of the cluster. */
export async function createMachine(
  parts: MakeParts,
  wanted: NewMachine,
  task: TaskControl,
): Promise<Made> {
  const plan = await task.step('plan the machine', {
    do: async () => {
      const drawn = await planMachine(parts, wanted, task.signal);
      refuseUser(drawn, wanted);
      return drawn;
    },
  });
  const { host, kind } = plan;
  return parts.ids.under(task, (id) => {
    const making: Making = { id, host, kind, name: wanted.name };
    return orUndo(parts, { making, task }, async () => {
      const made = await make(parts, { plan, wanted, making }, task);
      await toSize(parts, { plan, making }, task);
      const started = wanted.start ? await begin(parts, making, task) : done;
      const warnings = [...plan.effect.warnings, ...made.warnings, ...started.warnings];
      const outcome = { warnings, notes: [`its id is ${id}`], log: started.log };
      return madeOf(parts, making, { outcome, signal: task.signal });
    });
  });
}

/** A container has no first boot of its own: its template has a root, whom the keys let in. */
export function refuseUser({ kind }: Pick<Plan, 'kind'>, wanted: NewMachine): void {
  const user = cloudInitOf(wanted)?.user;
  if (kind === 'vm' || user === undefined || user === 'root') return;
  throw new BotError('unsupported', `No user ${user} can be made in a new container`, {
    hint: 'Nothing was made. Leave --user out: the key lets root in.',
  });
}

interface Order {
  readonly plan: Plan;
  readonly wanted: NewMachine;
  readonly making: Making;
}

async function make(
  parts: MakeParts,
  { plan, wanted, making }: Order,
  task: TaskControl,
): Promise<Outcome> {
  const { id, host, kind, name } = making;
  if (plan.from === 'template') {
    const original = { id: plan.of, host, kind, name };
    const copied = await copyOf(parts, { original, making, full: true }, task);
    await dressed(parts, { plan, wanted, making }, task);
    return copied;
  }
  return parts.tasks.act(
    {
      step: `make ${id}`,
      node: host,
      id,
      name,
      types: kind === 'vm' ? ['qmcreate'] : ['vzcreate'],
      method: 'POST',
      path: kind === 'vm' ? path`/nodes/${host}/qemu` : path`/nodes/${host}/lxc`,
      params: creationOf({ id, wanted, plan, pool: parts.settings.pool }),
      doing: 'making it',
      progress: copyProgress(1, 'copying the image'),
    },
    task,
  );
}

/** An image or a template gives a disk of its own size; the one that was asked for is larger. */
async function toSize(
  parts: MakeParts,
  { plan, making }: Omit<Order, 'wanted'>,
  task: TaskControl,
): Promise<void> {
  const { diskBytes } = plan;
  if (diskBytes === undefined || (plan.from !== 'disk' && plan.from !== 'template')) return;
  const config = await readConfig(parts.client, making, task.signal);
  const disk = drivesOf(config).find(
    ({ key }) => /^(?:scsi|virtio|sata|ide)\d+$|^rootfs$/.test(key) && !isTray(config.get(key)),
  );
  const has = disk && capacityOf(disk);
  if (disk === undefined || has === diskBytes) return;
  if (has !== undefined && has > diskBytes) {
    throw new BotError('invalid', `The disk cannot be smaller than what it is made of`, {
      hint: 'Leave --disk out to take the size of the image.',
    });
  }
  await grow(parts, making, { disk: disk.key, bytes: diskBytes }, task);
}

function isTray(text: string | undefined): boolean {
  return text?.includes('media=cdrom') === true;
}
