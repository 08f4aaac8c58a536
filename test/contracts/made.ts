import { expect } from 'vitest';
import { BotError } from '../../src/errors.ts';
import type {
  Clone,
  Made,
  NewMachine,
  Provision,
  Resources,
} from '../../src/hypervisor/provision.ts';
import type { Machine } from '../../src/hypervisor.ts';
import { need, never, type Subject } from './subject.ts';
import { type MemoryTask, memoryTask } from './task.ts';

/** What the facts about making machines do again and again; every name of theirs begins with `made-`. */
export interface Workshop {
  readonly provision: Provision;
  wanted(name: string, more?: Partial<NewMachine>): NewMachine;
  create(name: string, more?: Partial<NewMachine>, task?: MemoryTask): Promise<Made>;
  clone(of: Machine, wanted: Partial<Clone> & Pick<Clone, 'name'>): Promise<Made>;
  /** True where it is refused as `unsupported`. */
  cloneLinked(of: Machine, name: string): Promise<boolean>;
  /** What the site says of a full clone beforehand. */
  checkClone(of: Machine, wanted: Pick<Clone, 'name'>): Promise<readonly string[]>;
  /** What linked clones can be made of. */
  linkable(): Promise<Machine>;
  /** Cuts its power where it is on, then deletes it with all its files. */
  remove(name: string): Promise<void>;
  /** Deletes every machine that the facts made. */
  clear(): Promise<void>;
  names(): Promise<readonly string[]>;
  /** Where every volume of every pool lies, sorted; undefined where the site does not tell. */
  files(): Promise<readonly string[] | undefined>;
}

const PREFIX = 'made-';

export function workshopOf({ hypervisor, fixture, machine }: Subject): Workshop {
  const provision = need(hypervisor.provision);
  const { image, memoryBytes, template } = need(fixture.provision);
  const wanted = (name: string, more: Partial<NewMachine> = {}): NewMachine => ({
    name: PREFIX + name,
    description: '',
    cpus: 1,
    memoryBytes,
    source: { image },
    start: false,
    ...more,
  });
  const names = async () => (await hypervisor.machines(never)).map(({ name }) => name);
  const remove = async (name: string) => {
    const found = await machine(name);
    if (found.state !== 'stopped') await hypervisor.power(found, 'stop', memoryTask());
    const off = await machine(name);
    const { files } = await provision.deletion(off, never);
    const paths = files.map(({ path }) => path);
    await provision.delete(off, paths, memoryTask());
  };
  return {
    provision,
    wanted,
    names,
    remove,
    create: (name, more, task = memoryTask()) => provision.create(wanted(name, more), task),
    clone: (of, { name, linked = false, start = false }) =>
      provision.clone(of, { name: PREFIX + name, linked, start }, memoryTask()),
    async cloneLinked(of, name) {
      const linked = { name: PREFIX + name, linked: true, start: false };
      try {
        await provision.clone(of, linked, memoryTask());
        return false;
      } catch (error) {
        if (error instanceof BotError && error.code === 'unsupported') return true;
        throw error;
      }
    },
    checkClone: async (of, { name }) =>
      need(provision.checkClone)(of, { name: PREFIX + name, linked: false, start: false }, never),
    linkable: () => machine(template ?? `${PREFIX}one`),
    async clear() {
      // Newest first: one may stand on another's disk.
      const mine = (await names()).filter((name) => name.startsWith(PREFIX));
      for (const name of mine.toSorted().toReversed()) await remove(name);
    },
    async files() {
      const { storage } = hypervisor;
      if (!storage) return undefined;
      const pools = (await storage.pools(never)).filter(({ active }) => active);
      const volumes = await Promise.all(pools.map((pool) => storage.volumes(pool, never)));
      return volumes
        .flat()
        .map(({ path, name }) => path ?? name)
        .sort();
    },
  };
}

/** Changes the machine, and sees that what is not said to wait for the next start counts now. */
export async function setAndSee(
  { hypervisor, fixture, machine }: Subject,
  change: Required<Resources>,
): Promise<void> {
  const made = await machine('made-one');
  const set = async () => need(hypervisor.provision).set(made, change, memoryTask());
  if (fixture.provision?.onlyOff) {
    await expect(set()).rejects.toMatchObject({ code: 'conflict' });
    expect(await machine('made-one')).toMatchObject({ cpus: made.cpus, state: 'running' });
    await hypervisor.power(made, 'stop', memoryTask());
  }
  const { waits } = await set();
  const now = await machine('made-one');
  for (const key of ['cpus', 'memoryBytes'] as const) {
    if (!waits.includes(key)) expect(now[key], key).toBe(change[key]);
  }
}
