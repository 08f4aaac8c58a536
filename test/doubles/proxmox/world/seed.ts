import type { Config, Kind, State } from './guest.ts';

export interface NodeSeed {
  readonly name: string;
  readonly cores?: number;
  readonly memory?: number;
}

export type StorageType = 'dir' | 'lvmthin' | 'zfspool' | 'nfs';

export interface StorageSeed {
  readonly id: string;
  readonly type: StorageType;
  readonly content: readonly string[];
  readonly shared?: boolean;
  /** Those it is on; all when absent. */
  readonly nodes?: readonly string[];
  readonly bytes?: number;
  readonly used?: number;
  readonly disabled?: boolean;
  /** `snapshot-as-volume-chain` */
  readonly chained?: boolean;
}

export interface GuestSeed {
  readonly vmid: number;
  /** `qemu` when absent. */
  readonly kind?: Kind;
  readonly name: string;
  readonly node: string;
  readonly state?: State;
  /** MiB */
  readonly memory?: number;
  readonly cores?: number;
  readonly tags?: string;
  readonly pool?: string;
  /** Where its disk is; `local` when absent. */
  readonly storage?: string;
  /** `8G` */
  readonly size?: string;
  readonly template?: boolean;
  readonly ha?: string;
  /** Whether one is configured, and answers. */
  readonly agent?: 'alive' | 'silent' | 'none';
  readonly acpi?: 'heeds' | 'ignores';
  /** Whatever else its file says. */
  readonly config?: Config;
}

/** What is there when it starts. */
export interface Seed {
  readonly nodes: readonly NodeSeed[];
  readonly storages: readonly StorageSeed[];
  readonly pools: readonly { readonly id: string; readonly comment?: string }[];
  readonly guests: readonly GuestSeed[];
}

const everything = ['images', 'rootdir', 'iso', 'vztmpl', 'backup', 'snippets'];

export const storages: readonly StorageSeed[] = [
  { id: 'local', type: 'dir', content: everything },
  { id: 'local-lvm', type: 'lvmthin', content: ['images', 'rootdir'] },
  { id: 'tank', type: 'zfspool', content: ['images', 'rootdir'] },
  { id: 'nas', type: 'nfs', content: ['iso', 'backup', 'images', 'vztmpl'], shared: true },
];

/** Three nodes, a machine of every sort on storage of every sort. */
export const smallCluster: Seed = {
  nodes: [{ name: 'pve1' }, { name: 'pve2' }, { name: 'pve3' }],
  storages,
  pools: [{ id: 'prod', comment: 'production' }, { id: 'lab' }],
  guests: [
    {
      vmid: 100,
      name: 'web01',
      node: 'pve1',
      state: 'running',
      tags: 'prod;web',
      pool: 'prod',
      agent: 'alive',
    },
    {
      vmid: 101,
      name: 'db01',
      node: 'pve1',
      tags: 'db;staging',
      memory: 2048,
      cores: 2,
      agent: 'alive',
    },
    {
      vmid: 102,
      name: 'cache01',
      node: 'pve2',
      state: 'running',
      storage: 'local-lvm',
      agent: 'silent',
      acpi: 'ignores',
    },
    { vmid: 103, name: 'files01', node: 'pve3', state: 'running', storage: 'tank', agent: 'alive' },
    {
      vmid: 104,
      name: 'mail01',
      node: 'pve2',
      state: 'running',
      storage: 'nas',
      ha: 'started',
      agent: 'none',
    },
    {
      vmid: 900,
      name: 'debian-13',
      node: 'pve1',
      template: true,
      storage: 'local-lvm',
      agent: 'alive',
    },
    {
      vmid: 200,
      kind: 'lxc',
      name: 'ct-dns',
      node: 'pve1',
      state: 'running',
      tags: 'ct;dns',
      memory: 96,
    },
    {
      vmid: 201,
      kind: 'lxc',
      name: 'ct-proxy',
      node: 'pve2',
      state: 'running',
      storage: 'local-lvm',
      pool: 'prod',
    },
    { vmid: 202, kind: 'lxc', name: 'ct-copy', node: 'pve3', storage: 'tank' },
  ],
};

/** So many machines on so many nodes, four of five running, every tenth a container. */
export function bigCluster(machines: number, nodes: number): Seed {
  const names = Array.from({ length: nodes }, (_, index) => `pve${index + 1}`);
  return {
    nodes: names.map((name) => ({ name })),
    storages,
    pools: [{ id: 'prod' }],
    guests: Array.from({ length: machines }, (_, index) => ({
      vmid: 100 + index,
      kind: index % 10 === 9 ? ('lxc' as const) : ('qemu' as const),
      name: `vm-${String(index).padStart(5, '0')}`,
      node: names[index % nodes] ?? '',
      state: index % 5 === 4 ? ('stopped' as const) : ('running' as const),
      storage: 'local-lvm',
      ...(index % 3 === 0 && { pool: 'prod' }),
      ...(index % 2 === 0 && { tags: 'web' }),
    })),
  };
}
