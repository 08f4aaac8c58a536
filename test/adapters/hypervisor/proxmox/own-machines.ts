import type { Hypervisor, Machine } from '../../../../src/hypervisor.ts';
import { marked, need, never, until } from '../../../contracts/subject.ts';
import { memoryTask } from '../../../contracts/task.ts';

/** What of a cluster belongs to the suite: nothing else is shown to it, so nothing else can be changed by it. */
export interface Own {
  readonly pool: string;
  readonly vmids: { readonly from: number; readonly to: number };
}

function isOurs({ vmids, pool }: Own, machine: Machine): boolean {
  return inRange(vmids, machine.id) && machine.pool === pool && machine.template !== true;
}

function inRange({ from, to }: Own['vmids'], id: string): boolean {
  return Number(id) >= from && Number(id) <= to;
}

/** The hypervisor as if only the suite's machines, their disks and their backups were there. */
export function ownOnly(hypervisor: Hypervisor, own: Own): Hypervisor {
  const { backups, storage } = hypervisor;
  const ids = (text: string) => text.match(/(?<![0-9])[1-9]\d{2,8}(?![0-9])/g) ?? [];
  return {
    ...hypervisor,
    machines: async (signal) =>
      (await hypervisor.machines(signal)).filter((machine) => isOurs(own, machine)),
    backups: backups && {
      ...backups,
      list: async (options) =>
        (await backups.list(options)).filter(({ machine }) => inRange(own.vmids, machine.id)),
    },
    storage: storage && {
      ...storage,
      volumes: async (pool, signal) =>
        (await storage.volumes(pool, signal)).filter(({ name, path }) =>
          ids(path ?? name).some((id) => inRange(own.vmids, id)),
        ),
    },
  };
}

/** Takes away every machine of the suite's, with its disks and its backups, whatever made it. */
export async function clear(hypervisor: Hypervisor): Promise<void> {
  const { backups, provision } = hypervisor;
  for (const backup of (await backups?.list({ signal: never })) ?? []) {
    await backups?.delete(backup, memoryTask());
  }
  // One that was just made is in the list before its state is.
  const all = await until('the state of each machine is known', async () => {
    const machines = await hypervisor.machines(never);
    return machines.some(({ state }) => state === 'unknown') ? undefined : machines;
  });
  for (const listed of all) {
    const machine = await marked(listed, hypervisor);
    if (machine.state !== 'stopped') await hypervisor.power(machine, 'stop', memoryTask());
    const { files } = await need(provision).deletion(machine, never);
    const paths = files.map(({ path }) => path);
    await need(provision).delete(machine, paths, memoryTask());
  }
}

/** A machine of its own for the facts, made as a person would. */
export async function make(
  hypervisor: Hypervisor,
  wanted: { readonly name: string; readonly image: string; readonly start: boolean },
): Promise<void> {
  const { name, image, start } = wanted;
  const description = 'made by the contract suite, which takes it away again';
  const size = { cpus: 1, memoryBytes: MEMORY };
  const order = { name, description, ...size, source: { image }, start };
  await need(hypervisor.provision).create(order, memoryTask());
}

/** Enough for a cloud image to boot. */
export const MEMORY = 512 * 1024 ** 2;
