import { randomUUID } from 'node:crypto';
import { newMac } from '../config/nets.ts';
import { bytesOf, type Config, type Guest, type Kind } from './guest.ts';
import type { Running } from './task-run.ts';
import { freeVolume } from './volumes.ts';
import type { World } from './world.ts';

/** How a size is told: `3.0 GiB`. */
export function told(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const step = Math.max(0, Math.min(4, Math.floor(Math.log2(Math.max(1, bytes)) / 10)));
  return `${(bytes / 1024 ** step).toFixed(1)} ${units[step]}`;
}

/** Waits while something is copied, and tells how far it is, as `qemu-img convert` does. */
export async function transfer(
  { pace }: Pick<World, 'pace'>,
  task: Pick<Running, 'log' | 'midway'>,
  bytes: number,
  line = (done: number) =>
    `transferred ${told(done)} of ${told(bytes)} (${((100 * done) / (bytes || 1)).toFixed(2)}%)`,
): Promise<void> {
  const steps = 8;
  task.log(line(0));
  for (let step = 1; step <= steps; step += 1) {
    await task.midway(pace.taskMs / steps);
    task.log(line(Math.floor((bytes * step) / steps)));
  }
}

/** A card of its own: the address is another one. */
function withNewMacs(kind: Kind, config: Config): Config {
  const changed = Object.entries(config).map(([key, value]) =>
    /^net\d+$/.test(key) && value !== undefined
      ? ([key, renewed(kind, String(value))] as const)
      : ([key, value] as const),
  );
  return Object.fromEntries(changed);
}

function renewed(kind: Kind, net: string): string {
  return kind === 'qemu'
    ? net.replace(/^(\w+)=[^,]+/, (_, model: string) => `${model}=${newMac()}`)
    : net.replace(/hwaddr=[^,]+/, () => `hwaddr=${newMac()}`);
}

/** What tells a machine from the one it was made of. */
export function withNewIdentity(kind: Kind, config: Config): Config {
  if (kind === 'lxc') return withNewMacs(kind, config);
  const smbios = String(config['smbios1'] ?? '').replace(/uuid=[^,]*/, '');
  const rest = smbios.replace(/^,/, '');
  return {
    ...withNewMacs(kind, config),
    smbios1: `uuid=${randomUUID()}${rest === '' ? '' : `,${rest}`}`,
    vmgenid: randomUUID(),
  };
}

/** Every volume that its file names: disks, those unused, the cloud-init drive, a saved state. */
function ownVolumes({ config, pending, vmid }: Guest): readonly string[] {
  const values = [...Object.values(config), ...Object.values(pending)];
  return values.flatMap((value) => {
    const volid = /^([\w.-]+:[^,\s]+)/.exec(String(value ?? ''))?.[1];
    const isOwn = volid !== undefined && new RegExp(`(?:vm|base|subvol)-${vmid}-`).test(volid);
    return isOwn ? [volid] : [];
  });
}

export function freeAll({ world, guest }: { world: World; guest: Guest }): void {
  for (const volid of ownVolumes(guest)) freeVolume(world, volid, guest.node);
}

/** Where it is in use, the name of a linked clone's disk. */
export function clonesOf({ volumes }: World, volid: string): readonly string[] {
  return volumes.filter(({ parent }) => parent === volid).map((one) => one.volid);
}

export function grown(before: number, size: string): number {
  const bytes = bytesOf(size.replace('+', ''));
  return size.startsWith('+') ? before + bytes : bytes;
}
