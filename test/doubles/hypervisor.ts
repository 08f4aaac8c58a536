import { BotError } from '../../src/errors.ts';
import type { GuestChannel } from '../../src/hypervisor/guest.ts';
import type { Snapshot, Snapshots } from '../../src/hypervisor/snapshots.ts';
import type { Host, Hypervisor, Machine, Usage } from '../../src/hypervisor.ts';
import { done } from '../../src/hypervisor.ts';

/** A site in memory whose every answer a test can choose: for what real sites do only on bad days. */
export interface Pretend {
  readonly hypervisor: Hypervisor;
  machines: readonly Machine[];
  usage: readonly Usage[];
  hosts: readonly Host[];
  snapshots: readonly Snapshot[];
  /** When set, every question to the site fails with this. */
  silence: string | undefined;
  /** What was asked of it that changes something, in order. */
  readonly acts: string[];
}

export function machine(name: string, more: Partial<Machine> = {}): Machine {
  return {
    site: 'lab',
    host: 'kvm-a',
    id: `id-${name}`,
    birth: 'b',
    name,
    kind: 'vm',
    state: 'running',
    cpus: 2,
    memoryBytes: 2 * 1024 ** 3,
    tags: [],
    ...more,
  };
}

export function snapshot(name: string, more: Partial<Snapshot> = {}): Snapshot {
  return {
    id: name,
    name,
    description: '',
    createdAt: Date.UTC(2026, 10, 1),
    current: false,
    memory: true,
    ...more,
  };
}

/** Nothing in the guest works unless the test says how. */
export function guest(works: Partial<GuestChannel> = {}): GuestChannel {
  const refuse = () => Promise.reject(new BotError('unsupported', 'not in this guest'));
  return {
    probe: async () => ({ answers: true }),
    start: refuse,
    wait: refuse,
    read: refuse,
    write: refuse,
    addresses: async () => [],
    setClock: async () => {},
    ...works,
  };
}

export interface PretendOptions {
  /** What only one question a machine brings. */
  readonly more?: Pick<Hypervisor, 'identify' | 'details' | 'history'> | undefined;
  readonly name?: string | undefined;
  readonly guest?: GuestChannel | undefined;
  readonly snapshots?: Partial<Snapshots> | undefined;
}

export function pretend(options: PretendOptions = {}): Pretend {
  const acts: string[] = [];
  const site: Pretend = {
    machines: [],
    usage: [],
    hosts: [],
    snapshots: [],
    silence: undefined,
    acts,
    hypervisor: {
      site: { name: options.name ?? 'lab', kind: 'pretend' },
      hosts: async () => answer(site, site.hosts),
      machines: async () => answer(site, site.machines),
      usage: async () => answer(site, site.usage),
      async power(target, action) {
        acts.push(`${action} ${target.name}`);
        return done;
      },
      snapshots: { ...snapshotsOf(() => site), ...options.snapshots },
      guest: options.guest,
      ...options.more,
    },
  };
  return site;
}

function snapshotsOf(site: () => Pretend): Snapshots {
  const act =
    (name: string) =>
    async (_machine: Machine, { name: which }: { name: string }) => {
      site().acts.push(`${name} ${which}`);
      return done;
    };
  return {
    list: async () => answer(site(), site().snapshots),
    rollbackEffect: async () => ({
      later: 'kept',
      laterNames: [],
      leaves: 'running',
      disksNotIncluded: [],
    }),
    createObstacle: async () => undefined,
    create: act('create'),
    rollback: act('rollback'),
    deleteObstacle: async () => undefined,
    delete: (machine, { snapshot: which, children }) =>
      act(children ? 'delete with children' : 'delete')(machine, which),
  };
}

function answer<T>({ silence }: Pretend, items: readonly T[]): readonly T[] {
  if (silence === undefined) return items;
  throw new BotError('unreachable', silence);
}
