import type { Config, Kind, State } from './guest.ts';

/** Words of a row of /nodes/{node}/network: `{ type: 'eth' }`, `{ bridge_ports: 'eno1' }`. */
export type Interface = Readonly<Record<string, string | number | readonly string[]>>;

export interface NodeSeed {
  readonly name: string;
  readonly cores?: number;
  readonly memory?: number;
  /** `vmbr0` and `vmbr1` when absent; all but the first are aware of VLANs. */
  readonly bridges?: readonly string[];
  /** What else its file of interfaces says, by their names; of a bridge, beside what it says anyway. */
  readonly interfaces?: Readonly<Record<string, Interface>>;
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

/** What was put on a storage: `local:iso/debian-13.iso`. */
export interface ImageSeed {
  readonly volid: string;
  readonly bytes: number;
}

/** What is there when it starts. */
export interface Seed {
  readonly nodes: readonly NodeSeed[];
  readonly storages: readonly StorageSeed[];
  readonly pools: readonly { readonly id: string; readonly comment?: string }[];
  readonly guests: readonly GuestSeed[];
  /** On a storage that is not shared: on each node. */
  readonly images?: readonly ImageSeed[];
}

const everything = ['images', 'rootdir', 'iso', 'vztmpl', 'backup', 'snippets', 'import'];
const MiB = 1024 ** 2;

const images: readonly ImageSeed[] = [
  { volid: 'local:iso/debian-13.1.0-amd64-netinst.iso', bytes: 783 * MiB },
  { volid: 'local:import/debian-13-generic-amd64.qcow2', bytes: 3072 * MiB },
  { volid: 'local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst', bytes: 124 * MiB },
  { volid: 'nas:iso/alpine-virt-3.22.2-x86_64.iso', bytes: 67 * MiB },
];

const storages: readonly StorageSeed[] = [
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
  images,
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
