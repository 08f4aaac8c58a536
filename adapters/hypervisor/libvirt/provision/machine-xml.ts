import { xml } from '../escape-xml.ts';
import type { DomainSegment } from '../storage/domain-disks.ts';
import type { Platform } from './capabilities.ts';

/** A machine that is to be defined. */
export interface Blueprint {
  readonly uuid: string;
  readonly name: string;
  readonly description: string;
  readonly cpus: number;
  /** CPUs that can be plugged in while it runs. */
  readonly maxCpus: number;
  readonly memoryBytes: number;
  /** The path of its qcow2 disk. */
  readonly disk: string;
  readonly seed?: string | undefined;
  readonly iso?: string | undefined;
  readonly card?: { readonly mac: string; readonly segment: DomainSegment } | undefined;
}

/** https://libvirt.org/formatdomain.html */
export function machineXml(plan: Blueprint, platform: Platform): string {
  const kibibytes = Math.ceil(plan.memoryBytes / 1024);
  return `<domain type='${platform.type}'>
  <name>${xml(plan.name)}</name>
  <uuid>${xml(plan.uuid)}</uuid>
  ${plan.description === '' ? '' : `<description>${xml(plan.description)}</description>`}
  <memory unit='KiB'>${kibibytes}</memory>
  <vcpu current='${plan.cpus}'>${Math.max(plan.cpus, plan.maxCpus)}</vcpu>
  <os><type arch='${xml(platform.arch)}' machine='${xml(platform.machine)}'>hvm</type></os>
  ${/^(x86_64|i686)$/.test(platform.arch) ? '<features><acpi/><apic/></features>' : ''}
  <cpu mode='${platform.cpu}'/>
  <clock offset='utc'/>
  <on_poweroff>destroy</on_poweroff>
  <on_reboot>restart</on_reboot>
  <on_crash>destroy</on_crash>
  <devices>
    <emulator>${xml(platform.emulator)}</emulator>
    ${disks(plan)}
    ${plan.card === undefined ? '' : cardXml(plan.card)}
    <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
    <serial type='pty'><target port='0'/></serial>
    <console type='pty'><target type='serial' port='0'/></console>
    <graphics type='vnc' autoport='yes' listen='127.0.0.1'/>
    <video><model type='vga'/></video>
    <memballoon model='virtio'><stats period='5'/></memballoon>
    <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>
  </devices>
</domain>
`;
}

/**
 * The disk first, so that a machine whose disk is still empty boots the medium, and its own system afterwards.
 * The seed is a disk: kernels made for clouds have a driver for virtio, and often none for CD-ROMs.
 */
function disks({ disk, seed, iso }: Blueprint): string {
  const own = `<disk type='file' device='disk'><driver name='qemu' type='qcow2' discard='unmap'/>
      <source file='${xml(disk)}'/><target dev='vda' bus='virtio'/><boot order='1'/></disk>`;
  const first =
    seed === undefined
      ? ''
      : `<disk type='file' device='disk'><driver name='qemu' type='raw'/>
      <source file='${xml(seed)}'/><target dev='vdb' bus='virtio'/><readonly/></disk>`;
  const medium =
    iso === undefined
      ? ''
      : `<disk type='file' device='cdrom'><driver name='qemu' type='raw'/>
      <source file='${xml(iso)}'/><target dev='sda' bus='sata'/><readonly/><boot order='2'/></disk>`;
  return [own, first, medium].filter((part) => part !== '').join('\n    ');
}

function cardXml({ mac, segment }: NonNullable<Blueprint['card']>): string {
  return `<interface type='${segment.kind}'><mac address='${xml(mac)}'/>
      <source ${segment.kind}='${xml(segment.name)}'/><model type='virtio'/></interface>`;
}
