import { createHash } from 'node:crypto';
import type { Inside } from '../inside/inside.ts';
import { refuse } from '../refusal.ts';

export type Kind = 'qemu' | 'lxc';
export type State = 'stopped' | 'running' | 'paused';
/** As the API gives it: some numbers are numbers, others text (`"memory": "256"` of a VM). */
export type Config = Record<string, string | number | undefined>;

export interface Snapshot {
  readonly name: string;
  description: string;
  /** Seconds. */
  readonly snaptime: number;
  readonly vmstate: boolean;
  parent: string | undefined;
  readonly config: Readonly<Config>;
  /** What was on its disk then, and in its memory where that was kept. */
  readonly inside: Inside;
  /** Left by one that failed: `prepare`. */
  state?: string | undefined;
}

/** A VM or a container. Whatever is in `config` is what its file says, `lock` and `template` included. */
export interface Guest {
  readonly vmid: number;
  readonly kind: Kind;
  node: string;
  config: Config;
  /** Written while it runs and not in force yet; `undefined` is a deletion. */
  pending: Record<string, string | number | undefined>;
  state: State;
  /** Milliseconds of the clock. */
  startedAt: number;
  pausedAt: number | undefined;
  /** Milliseconds it stood still since its start. */
  pausedMs: number;
  pid: number;
  snapshots: Snapshot[];
  /** The snapshot it stands on. */
  parent: string | undefined;
  pool: string | undefined;
  /** The state of its HA resource, where it is one. */
  ha: string | undefined;
  /** Whether the guest inside answers its agent, and heeds the power button. */
  agent: 'alive' | 'silent';
  acpi: 'heeds' | 'ignores';
  /** The pretended system in it. */
  inside: Inside;
  /** What is told of it until pvestatd looks again. */
  told?: Told | undefined;
}

/** What pvestatd found when it last looked. */
export interface Told extends Figures {
  readonly name: string;
  readonly maxcpu: number;
  readonly maxmem: number;
  readonly maxdisk: number;
}

export interface Figures {
  readonly status: 'running' | 'stopped';
  readonly cpu: number;
  readonly mem: number;
  readonly memhost: number;
  readonly disk: number;
  readonly diskread: number;
  readonly diskwrite: number;
  readonly netin: number;
  readonly netout: number;
  readonly uptime: number;
}

/** "VM 100" or "CT 200", as its messages begin. */
export function titleOf({ kind, vmid }: Pick<Guest, 'kind' | 'vmid'>): string {
  return `${kind === 'qemu' ? 'VM' : 'CT'} ${vmid}`;
}

/** Its configuration file, below `/etc/pve`. */
export function fileOf(kind: Kind, node: string, vmid: number): string {
  return `nodes/${node}/${kind === 'qemu' ? 'qemu-server' : 'lxc'}/${vmid}.conf`;
}

export function nameOf({ kind, vmid, config }: Guest): string {
  const name = kind === 'qemu' ? config['name'] : config['hostname'];
  return String(name ?? (kind === 'qemu' ? `VM ${vmid}` : `CT${vmid}`));
}

export function isTemplate({ config }: Guest): boolean {
  return Number(config['template'] ?? 0) === 1;
}

/** The SHA-1 of its file: another one after every change. */
export function digestOf(guest: Guest): string {
  const { config, pending, snapshots, parent } = guest;
  const saved = snapshots.map(({ inside: _, ...snapshot }) => snapshot);
  const text = JSON.stringify([config, Object.entries(pending), saved, parent]);
  return createHash('sha1').update(text).digest('hex');
}

/** Throws 500 "VM is locked (backup)" where it has a lock. */
export function demandUnlocked({ kind, config }: Guest): void {
  const lock = config['lock'];
  if (lock !== undefined) throw refuse(`${kind === 'qemu' ? 'VM' : 'CT'} is locked (${lock})`);
}

export interface Disk {
  readonly key: string;
  readonly storage: string;
  /** `local:100/vm-100-disk-0.qcow2` */
  readonly volid: string;
  readonly bytes: number;
}

const diskKey = {
  qemu: /^(?:scsi|virtio|sata|ide|efidisk|tpmstate)\d+$/,
  lxc: /^(?:rootfs|mp\d+)$/,
};

/** Its disks, without CD drives and the cloud-init drive. */
export function disksOf({ kind, config }: Pick<Guest, 'kind' | 'config'>): readonly Disk[] {
  return Object.entries(config).flatMap(([key, value]) => {
    const found = /^(?<volid>(?<storage>[\w.-]+):[^,]+)(?<rest>.*)$/.exec(String(value))?.groups;
    if (!diskKey[kind].test(key) || found === undefined) return [];
    const { volid = '', storage = '', rest = '' } = found;
    if (/media=cdrom/.test(rest) || volid.includes('cloudinit')) return [];
    return [{ key, storage, volid, bytes: bytesOf(/size=([\d.]+[KMGT]?)/.exec(rest)?.[1] ?? '0') }];
  });
}

const units = { K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 } as const;

/** `10G` in bytes. */
export function bytesOf(size: string): number {
  const unit = size.at(-1) ?? '';
  return (
    Number.parseFloat(size) *
    (unit === 'K' || unit === 'M' || unit === 'G' || unit === 'T' ? units[unit] : 1)
  );
}

export function memoryOf({ config }: Guest): number {
  return Number(config['memory'] ?? 512) * 1024 ** 2;
}

export function coresOf({ config }: Guest): number {
  return Number(config['cores'] ?? 1) * Number(config['sockets'] ?? 1);
}
