import { join } from 'node:path';
import { vi } from 'vitest';
import type { NewMachine, Provision } from '../../../../src/hypervisor/provision.ts';
import type { Hypervisor, Machine, Outcome } from '../../../../src/hypervisor.ts';
import { need } from '../../../contracts/subject.ts';
import { memoryTask } from '../../../contracts/task.ts';
import { type BoxHost, manage } from '../../../lab/virtualbox/host.ts';
import { openLab, openSite } from './site.ts';

const { signal } = new AbortController();
const MiB = 1024 ** 2;

/** What tests do again and again that make machines on the lab's first host. */
export interface Maker {
  readonly host: BoxHost;
  readonly hypervisor: Hypervisor;
  readonly provision: Provision;
  /** Where VirtualBox puts new machines. */
  readonly folder: string;
  vbox(...args: string[]): Promise<string>;
  create(name: string, more?: Partial<NewMachine>): Promise<Machine>;
  machine(id: string): Promise<Machine>;
  /** Has it deleted at the test's end. */
  note(id: string): void;
  pathsOf(machine: Machine): Promise<readonly string[]>;
  remove(machine: Machine): Promise<Outcome>;
  clear(): Promise<void>;
  close(): Promise<void>;
}

export function wanted(name: string, more: Partial<NewMachine> = {}): NewMachine {
  return {
    ...{ name, description: '', cpus: 1, memoryBytes: 16 * MiB },
    ...{ source: { image: 'tiny.vdi' }, start: false, ...more },
  };
}

export async function openMaker(): Promise<Maker> {
  const host = (await openLab()).hosts['vbox-a'];
  const hypervisor = await openSite('vbox-a');
  const provision = need(hypervisor.provision);
  const made: string[] = [];
  const vbox: Maker['vbox'] = (...args) => manage(host, args, { signal });

  async function machine(id: string): Promise<Machine> {
    const found = (await hypervisor.machines(signal)).find((one) => one.id === id);
    if (!found) throw new Error(`no machine ${id}`);
    return found;
  }
  const pathsOf: Maker['pathsOf'] = async (one) =>
    (await provision.deletion(one, signal)).files.map(({ path }) => path);

  return {
    host,
    hypervisor,
    provision,
    folder: join(host.directory, 'home', 'VirtualBox VMs'),
    vbox,
    async create(name, more) {
      const { machine: ref } = await provision.create(wanted(name, more), memoryTask());
      made.push(ref.id);
      return machine(ref.id);
    },
    machine,
    note: (id) => made.push(id),
    pathsOf,
    remove: async (one) => provision.delete(one, await pathsOf(one), memoryTask()),
    async clear() {
      // Newest first: one may stand on another's disk.
      for (const id of made.splice(0).toReversed()) {
        await vbox('controlvm', id, 'poweroff').catch(() => undefined);
        // A session or a service that is just ending holds it for a moment.
        await vi.waitFor(
          async () => {
            await vbox('unregistervm', id, '--delete').catch(() => undefined);
            if ((await vbox('list', 'vms')).includes(id)) throw new Error(`${id} is still there`);
          },
          { timeout: 60_000, interval: 500 },
        );
      }
    },
    close: async () => hypervisor.close?.(),
  };
}
