import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hostUri, type LabHost, startHost, stopHost, virsh } from '../../lab/libvirt/host.ts';
import { missingPackages } from '../../lab/libvirt/requirements.ts';
import { labDirectory } from '../../lab/place.ts';
import { refuseWithoutLab } from '../lab.ts';

/** A libvirt with nothing but paused machines. */
export interface PausedHost {
  readonly uri: string;
  /** The UUIDs of its machines. */
  readonly machines: readonly string[];
}

const MACHINES = 22;
/** Machines that start at the same time; each start keeps a processor busy. */
const AT_ONCE = 4;

/** Starts a host of the lab with its machines and ends it, whatever becomes of its use. */
export async function* onPausedHost<T>(
  signal: AbortSignal,
  use: (host: PausedHost) => AsyncIterable<T>,
): AsyncGenerator<T> {
  refuseWithoutLab(missingPackages());
  const directory = labDirectory(`bench-${process.pid}`);
  const host = { name: 'kvm-a', address: '10.79.0.1', directory: join(directory, 'kvm-a') };
  try {
    await mkdir(host.directory, { recursive: true, mode: 0o755 });
    await startHost(host, signal);
    yield* use({ uri: hostUri(host), machines: await startMachines(host, signal) });
  } finally {
    await stopHost(host.directory);
    await rm(directory, { recursive: true, force: true });
  }
}

async function startMachines(host: LabHost, signal: AbortSignal): Promise<readonly string[]> {
  const all = Array.from({ length: MACHINES }, () => randomUUID());
  const left = [...all.entries()];
  const start = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      await startPaused(host, { name: `paused-${next[0] + 1}`, uuid: next[1] }, signal);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, start));
  return all;
}

interface Machine {
  readonly name: string;
  readonly uuid: string;
}

async function startPaused(host: LabHost, { name, uuid }: Machine, signal: AbortSignal) {
  const description = join(host.directory, 'images', `${uuid}.xml`);
  const disk = join(host.directory, 'images', `${uuid}.raw`);
  await writeFile(disk, Buffer.alloc(512));
  await writeFile(description, machineXml({ name, uuid }, disk));
  await virsh(host, ['define', '--file', description], { signal });
  await virsh(host, ['start', '--paused', uuid], { signal, timeoutMs: 60_000 });
}

/** As little as has every figure that a list shows: memory, a CPU, a disk, a network card. */
function machineXml({ name, uuid }: Machine, disk: string): string {
  return `<domain type='qemu'>
  <name>${name}</name>
  <uuid>${uuid}</uuid>
  <memory unit='MiB'>16</memory>
  <vcpu>1</vcpu>
  <os><type arch='x86_64' machine='pc'>hvm</type></os>
  <devices>
    <disk type='file' device='disk'>
      <driver name='qemu' type='raw'/>
      <source file='${disk}'/>
      <target dev='vda' bus='virtio'/>
    </disk>
    <interface type='bridge'><source bridge='br0'/><model type='virtio'/><rom enabled='no'/></interface>
    <controller type='usb' model='none'/>
  </devices>
</domain>
`;
}
