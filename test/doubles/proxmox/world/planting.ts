import { createHash } from 'node:crypto';
import { freshInside } from '../inside/inside.ts';
import type { Config, Guest } from './guest.ts';
import type { GuestSeed } from './seed.ts';
import { diskName, type Storage } from './storage.ts';

interface Ground {
  readonly storages: ReadonlyMap<string, Storage>;
  readonly now: number;
  /** Another one for each planting, so that a vmid used again is another machine. */
  readonly life: number;
}

/** A guest out of its seed. */
export function plant(seed: GuestSeed, ground: Ground): Guest {
  const { vmid, kind = 'qemu', node, state = 'stopped', agent = 'none' } = seed;
  return {
    vmid,
    kind,
    node,
    config: { ...(kind === 'qemu' ? vmConfig : containerConfig)(seed, ground), ...seed.config },
    pending: {},
    state,
    startedAt: ground.now - 60_000,
    pausedAt: state === 'paused' ? ground.now : undefined,
    pausedMs: 0,
    pid: 3000 + vmid,
    snapshots: [],
    parent: undefined,
    pool: seed.pool,
    ha: seed.ha,
    agent: agent === 'alive' ? 'alive' : 'silent',
    acpi: seed.acpi ?? 'heeds',
    inside: freshInside(seed.name),
  };
}

function vmConfig(seed: GuestSeed, { storages, now, life }: Ground): Config {
  const { vmid, name, memory = 512, cores = 1, size = '8G', agent = 'none', tags, template } = seed;
  const storage = storages.get(seed.storage ?? 'local');
  const disk = storage === undefined ? `local:vm-${vmid}` : diskName(storage, 'qemu', vmid, 0);
  return {
    name,
    memory: String(memory),
    cores,
    sockets: 1,
    ostype: 'l26',
    scsihw: 'virtio-scsi-single',
    scsi0: `${template === true ? disk.replace('vm-', 'base-') : disk},size=${size}`,
    boot: 'order=scsi0;net0',
    net0: `virtio=${macOf(vmid, life)},bridge=vmbr0`,
    smbios1: `uuid=${uuidOf(vmid, life)}`,
    vmgenid: uuidOf(vmid + 1e9, life),
    meta: `creation-qemu=10.0.13,ctime=${Math.floor(now / 1000)}`,
    ...(agent !== 'none' && { agent: '1' }),
    ...(tags !== undefined && { tags }),
    ...(template === true && { template: 1 }),
  };
}

function containerConfig(seed: GuestSeed, { storages, life }: Ground): Config {
  const { vmid, name, memory = 256, cores = 1, size = '4G', tags, template } = seed;
  const storage = storages.get(seed.storage ?? 'local');
  const disk = storage === undefined ? `local:vm-${vmid}` : diskName(storage, 'lxc', vmid, 0);
  return {
    hostname: name,
    memory,
    swap: 512,
    cores,
    arch: 'amd64',
    ostype: 'debian',
    unprivileged: 1,
    rootfs: `${disk},size=${size}`,
    net0: `name=eth0,bridge=vmbr0,hwaddr=${macOf(vmid, life)},ip=10.10.10.${vmid % 250}/24,type=veth`,
    ...(tags !== undefined && { tags }),
    ...(template === true && { template: 1 }),
  };
}

/** With the prefix of Proxmox's own. */
function macOf(vmid: number, life: number): string {
  const hex = createHash('sha1').update(`mac ${vmid} ${life}`).digest('hex').toUpperCase();
  return `BC:24:11:${hex.slice(0, 2)}:${hex.slice(2, 4)}:${hex.slice(4, 6)}`;
}

function uuidOf(vmid: number, life: number): string {
  const hex = createHash('sha1').update(`uuid ${vmid} ${life}`).digest('hex');
  return [8, 12, 16, 20, 32]
    .map((end, index) => hex.slice([0, 8, 12, 16, 20][index], end))
    .join('-');
}
