import type { MachineState } from '../../../../src/hypervisor.ts';
import { type Temper, temper } from './temper.ts';

const GiB = 1024 ** 3;

/** A machine as it was when the demo began; what has changed since is in {@link State}. */
export interface Seed {
  readonly id: string;
  readonly name: string;
  readonly host: string;
  readonly kind: 'vm' | 'container';
  readonly state: Extract<MachineState, 'running' | 'paused' | 'stopped' | 'hibernated'>;
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly diskBytes: number;
  readonly tags: readonly string[];
  readonly pool: string;
  readonly storage: Storage;
  /** Has a disk at /scratch that snapshots leave out. */
  readonly scratch: boolean;
  /** False for a guest without an agent: the bot has no way in. */
  readonly agent: boolean;
  readonly address: string;
  readonly mac: string;
  readonly upDays: number;
  readonly snapshots: readonly SeedSnapshot[];
  readonly temper: Temper;
  /** The medium in its drive. */
  readonly iso?: string | undefined;
  /** The id of the machine whose disk its own stands on. */
  readonly base?: string | undefined;
  /** It was told at its first start who may come in. */
  readonly cloudInit?: boolean | undefined;
}

/** What a rollback does to later snapshots: qcow2 keeps them, zfs refuses, netapp throws them away. */
export type Storage = 'qcow2' | 'zfs' | 'netapp';

interface SeedSnapshot {
  readonly name: string;
  readonly description: string;
  readonly daysAgo: number;
}

export interface SeedHost {
  readonly name: string;
  readonly address: string;
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly upDays: number;
  /** How far its clock is behind; none where absent. */
  readonly clockBehindMs?: number | undefined;
}

export const hosts: readonly SeedHost[] = [
  { name: 'demo-a', address: '10.20.0.2', cpus: 32, memoryBytes: 128 * GiB, upDays: 63 },
  {
    name: 'demo-b',
    address: '10.20.0.3',
    cpus: 16,
    memoryBytes: 64 * GiB,
    upDays: 12,
    clockBehindMs: 42_000,
  },
];

type Given = Partial<Seed> & Pick<Seed, 'name' | 'host' | 'pool' | 'tags'>;

const upgrade: SeedSnapshot = {
  name: 'before-upgrade',
  description: 'Debian 12 to 13',
  daysAgo: 9,
};
const monthly: SeedSnapshot = { name: 'monthly', description: '', daysAgo: 21 };

const services = { pool: 'services', tags: ['prod'] };
const kelasA = { pool: 'lab', tags: ['kelas-a'], memoryBytes: 2 * GiB };
const kelasB = { pool: 'lab', tags: ['kelas-b'], memoryBytes: 2 * GiB };

/** A campus: its services, and the machines of two classes. */
const campus: readonly Given[] = [
  { ...services, name: 'web-1', host: 'demo-a', tags: ['prod', 'web'], snapshots: [upgrade] },
  { ...services, name: 'web-2', host: 'demo-b', tags: ['prod', 'web'] },
  {
    ...services,
    name: 'db-1',
    host: 'demo-a',
    cpus: 4,
    memoryBytes: 16 * GiB,
    storage: 'netapp',
    snapshots: [monthly, upgrade],
  },
  { ...services, name: 'dns-1', host: 'demo-b', kind: 'container', cpus: 1, memoryBytes: GiB / 2 },
  { ...services, name: 'mail', host: 'demo-a', storage: 'zfs', snapshots: [monthly, upgrade] },
  { ...services, name: 'git', host: 'demo-b', storage: 'zfs', snapshots: [upgrade] },
  {
    name: 'build-1',
    host: 'demo-a',
    pool: 'ci',
    tags: ['ci'],
    cpus: 8,
    memoryBytes: 16 * GiB,
    scratch: true,
  },
  { ...services, name: 'win-print', host: 'demo-b', tags: ['windows'], agent: false, upDays: 3 },
  { ...kelasA, name: 'lab-01', host: 'demo-a' },
  { ...kelasA, name: 'lab-02', host: 'demo-a', state: 'paused' },
  { ...kelasB, name: 'lab-03', host: 'demo-b', state: 'stopped' },
  { ...kelasB, name: 'lab-04', host: 'demo-b', kind: 'container', state: 'stopped' },
];

/** The campus of twelve, or a crowd of any other number for measuring: lab-0001 and on. */
export function fleet(machines: number): readonly Seed[] {
  return (machines === campus.length ? campus : crowd(machines)).map(complete);
}

export const campusSize = campus.length;

function crowd(machines: number): readonly Given[] {
  return Array.from({ length: machines }, (_, index) => ({
    ...(index % 2 === 0 ? kelasA : kelasB),
    name: `lab-${String(index + 1).padStart(4, '0')}`,
    host: index % 2 === 0 ? 'demo-a' : 'demo-b',
    state: index % 5 === 4 ? 'stopped' : 'running',
  }));
}

function complete(given: Given, index: number): Seed {
  const number = index + 11;
  return {
    id: String(101 + index),
    kind: 'vm',
    state: 'running',
    cpus: 2,
    memoryBytes: 4 * GiB,
    diskBytes: 32 * GiB,
    storage: 'qcow2',
    scratch: false,
    agent: true,
    address: `10.20.${1 + Math.floor(number / 250)}.${1 + (number % 250)}`,
    mac: `bc:24:11${(0x1a_00_00 + index).toString(16).replace(/../g, ':$&')}`,
    upDays: 9 + (index % 30),
    snapshots: [],
    temper: temper(given.name),
    ...given,
  };
}
