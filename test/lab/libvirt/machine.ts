import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run, until } from '../run.ts';
import type { GuestImage } from './guest-image.ts';
import { type LabHost, signalOnHost, virsh } from './host.ts';

/** A small guest of the lab. */
export interface MachineSpec {
  /** Any text libvirt takes: tests give their machines hostile names. */
  readonly name: string;
  /** On the lab's segment; the guest has no network when absent. */
  readonly address?: string | undefined;
  /** False leaves the agent's channel unanswered, as in a guest that never had it installed. */
  readonly agent?: boolean | undefined;
  /** The key, as it stands in a public key's file, that its ssh lets in as root; no ssh when absent. */
  readonly key?: string | undefined;
  /** Megabytes of memory, 128 when absent. */
  readonly memory?: number | undefined;
}

/** Defines a stopped machine with a disk of its own; gives its UUID, which is safe in any command. */
export async function defineMachine(
  host: LabHost,
  spec: MachineSpec,
  options: { readonly image: GuestImage; readonly signal: AbortSignal },
): Promise<string> {
  const { image, signal } = options;
  const uuid = randomUUID();
  const disk = join(host.directory, 'images', `${uuid}.qcow2`);
  const backing = ['-b', join(image.directory, 'base.qcow2'), '-F', 'qcow2'];
  await run('qemu-img', ['create', '-q', '-f', 'qcow2', ...backing, disk, '256M'], { signal });
  const description = join(host.directory, 'images', `${uuid}.xml`);
  await writeFile(description, machineXml(spec, { uuid, disk, image, host }));
  await virsh(host, ['define', '--file', description], { signal });
  return uuid;
}

interface Placed {
  readonly uuid: string;
  readonly disk: string;
  readonly image: GuestImage;
  readonly host: LabHost;
}

/** Plain emulation: /dev/kvm may open and still not work inside another virtual machine. */
function machineXml(spec: MachineSpec, { uuid, disk, image, host }: Placed): string {
  const memory = spec.memory ?? 128;
  const console_ = xml(join(host.directory, 'log', `${uuid}-console.log`));
  return `<domain type='qemu'>
  <name>${xml(spec.name)}</name>
  <uuid>${uuid}</uuid>
  <memory unit='MiB'>${memory}</memory>
  <vcpu>1</vcpu>
  <os>
    <type arch='x86_64' machine='pc'>hvm</type>
    <kernel>${xml(image.directory)}/vmlinuz</kernel>
    <initrd>${xml(image.directory)}/initrd.gz</initrd>
    <cmdline>${xml(kernelWords(spec).join(' '))}</cmdline>
  </os>
  <features><acpi/></features>
  <cpu mode='maximum'/>
  <clock offset='utc'/>
  <on_poweroff>destroy</on_poweroff>
  <on_reboot>restart</on_reboot>
  <on_crash>destroy</on_crash>
  <devices>
    <disk type='file' device='disk'>
      <driver name='qemu' type='qcow2' cache='unsafe'/>
      <source file='${xml(disk)}'/>
      <target dev='vda' bus='virtio'/>
    </disk>
    ${spec.address === undefined ? '' : networkXml(spec.address)}
    <controller type='usb' model='none'/>
    <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
    <serial type='file'><source path='${console_}'/><target port='0'/></serial>
    <console type='file'><source path='${console_}'/><target type='serial' port='0'/></console>
    <memballoon model='virtio'><stats period='2'/></memballoon>
    <video><model type='vga' vram='16384' heads='1'/></video>
    <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>
  </devices>
</domain>
`;
}

/** What an emulated kernel spends a fifth of its boot on and the lab has no use for: see its kernel-parameters.rst. */
const quickBoot = ['mitigations=off', 'nokaslr', 'no_timer_check', 'cryptomgr.notests'];

/** What the guest's own start script reads from /proc/cmdline. */
function kernelWords({ name, address, agent, key }: MachineSpec): string[] {
  const words = ['console=ttyS0', 'quiet', ...quickBoot];
  if (address !== undefined) words.push(`lab.ip=${address}/24`);
  words.push(`lab.name=${/^[a-z0-9-]{1,63}$/.test(name) ? name : 'guest'}`);
  if (agent === false) words.push('lab.agent=no');
  if (key !== undefined) words.push(`lab.key=${key}`);
  return words;
}

function networkXml(address: string): string {
  const bytes = address.split('.').map((part) => Number(part).toString(16).padStart(2, '0'));
  return `<interface type='bridge'>
      <mac address='52:54:${bytes.join(':')}'/>
      <source bridge='br0'/>
      <model type='virtio'/>
      <rom enabled='no'/>
    </interface>`;
}

function xml(text: string): string {
  return text.replace(/[&<>'"\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Waits until the guest's agent answers. */
export async function waitForAgent(
  host: LabHost,
  machine: string,
  signal: AbortSignal,
): Promise<void> {
  const ping = ['qemu-agent-command', '--timeout', '2', machine, '{"execute":"guest-ping"}'];
  await until(() => virsh(host, ping, { signal }).catch(() => undefined), {
    signal,
    timeoutMs: 150_000,
    what: `the agent in ${machine} on ${host.name} does not answer`,
  });
}

/** Stops or continues the machine's QEMU process, so that it hangs as a broken one would. */
export async function signalMachine(
  host: LabHost,
  name: string,
  options: { readonly with: 'STOP' | 'CONT' | 'KILL'; readonly signal: AbortSignal },
): Promise<void> {
  await signalOnHost(host, { pidFile: `/run/libvirt/qemu/${name}.pid`, ...options });
}
