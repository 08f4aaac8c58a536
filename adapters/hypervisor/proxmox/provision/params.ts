import type { CloudInit, NewMachine } from '../../../../src/hypervisor/provision.ts';
import type { Params } from '../client/client.ts';
import type { Plan } from './plan.ts';
import { netWord } from './segment.ts';

const MiB = 1024 ** 2;
const GiB = 1024 ** 3;

interface Made {
  readonly id: string;
  readonly wanted: NewMachine;
  readonly plan: Plan;
  readonly pool: string | undefined;
}

/** What a new machine is made with. */
export function creationOf(made: Made): Params {
  return made.plan.kind === 'vm' ? vmParams(made) : containerParams(made);
}

function vmParams({ id, wanted, plan, pool }: Made): Params {
  const { storage, of, plug } = plan;
  return {
    vmid: id,
    name: wanted.name,
    description: wanted.description || undefined,
    pool,
    ostype: 'l26',
    cores: wanted.cpus,
    memory: mebibytes(wanted.memoryBytes),
    // As the web interface has it: newer systems need more than the default, which is from 2008.
    cpu: 'x86-64-v2-AES',
    agent: '1',
    scsihw: 'virtio-scsi-single',
    net0: netWord('virtio', plug),
    ...(plan.from === 'iso'
      ? {
          scsi0: `${storage}:${gibibytes(plan.diskBytes ?? 0)}`,
          ide2: `${of},media=cdrom`,
          // The disk first: it is empty until the installation has ended, and then the medium is not begun again.
          boot: 'order=scsi0;ide2',
        }
      : {
          scsi0: `${storage}:0,import-from=${of}`,
          ide2: `${storage}:cloudinit`,
          boot: 'order=scsi0',
          // Many cloud images write to it alone, and some do not boot without.
          serial0: 'socket',
          ...firstBoot(cloudInitOf(wanted)),
        }),
  };
}

export function cloudInitOf({ source }: NewMachine): CloudInit | undefined {
  return 'image' in source ? source.cloudInit : undefined;
}

/** For the first boot of a VM, through Proxmox's own cloud-init drive. */
export function firstBoot(cloudInit: CloudInit | undefined): Params {
  const { user, sshKeys = [] } = cloudInit ?? {};
  return {
    ciuser: user,
    // Percent-encoded in itself, besides what the form does: `urlencoded` in the schema.
    sshkeys: sshKeys.length > 0 ? encodeURIComponent(sshKeys.join('\n')) : undefined,
    ipconfig0: addressWords(cloudInit).join(','),
  };
}

/** `ip=10.0.0.5/24,gw=10.0.0.1`, with a 6 behind the keys for IPv6; DHCP where none is given. */
function addressWords({ address, gateway }: Partial<CloudInit> = {}): readonly string[] {
  if (address === undefined) return ['ip=dhcp'];
  const six = address.includes(':') ? '6' : '';
  return [`ip${six}=${address}`, ...(gateway === undefined ? [] : [`gw${six}=${gateway}`])];
}

function containerParams({ id, wanted, plan, pool }: Made): Params {
  const cloudInit = cloudInitOf(wanted);
  const { sshKeys = [] } = cloudInit ?? {};
  return {
    vmid: id,
    hostname: wanted.name,
    description: wanted.description || undefined,
    pool,
    ostemplate: plan.of,
    rootfs: `${plan.storage}:${gibibytes(plan.diskBytes ?? 0)}`,
    cores: wanted.cpus,
    memory: mebibytes(wanted.memoryBytes),
    net0: [netWord('name=eth0', plan.plug), ...addressWords(cloudInit)].join(','),
    unprivileged: true,
    'ssh-public-keys': sshKeys.length > 0 ? sshKeys.join('\n') : undefined,
  };
}

/** Proxmox counts memory in whole MiB; never less than was asked for. */
export function mebibytes(bytes: number): number {
  return Math.ceil(bytes / MiB);
}

/** `local:1.5` allocates one and a half GiB. */
function gibibytes(bytes: number): string {
  return String(Number((bytes / GiB).toFixed(9)));
}
