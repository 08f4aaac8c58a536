import { attribute, child, children, parseXml, text } from '../domain-xml.ts';

/** A disk that a snapshot would hold: https://libvirt.org/formatsnapshot.html */
export interface HeldDisk {
  readonly target: string;
  /** Absent where it is no file of the host: a block device, a volume by its name, a disk on the network. */
  readonly file?: string | undefined;
  readonly format?: string | undefined;
}

export interface SnapshotGround {
  readonly held: readonly HeldDisk[];
  /** Targets that stay as they are: CD-ROMs, what is read-only, and what its definition leaves out. */
  readonly leftOut: readonly string[];
  /** True where it boots with UEFI from flash. */
  readonly uefi: boolean;
  /** What its guest has of it now. */
  readonly memoryBytes?: number | undefined;
}

/** What libvirt would snapshot of a machine, from its definition. */
export function parseGround(xml: string): SnapshotGround {
  const domain = child(parseXml(xml), 'domain');
  const disks = children(child(domain, 'devices'), 'disk');
  const held = disks.filter(isHeld);
  return {
    held: held.map((disk) => ({
      target: targetOf(disk),
      file: attribute(child(disk, 'source'), 'file'),
      format: attribute(child(disk, 'driver'), 'type'),
    })),
    leftOut: disks.filter((disk) => !held.includes(disk)).map(targetOf),
    uefi: attribute(child(domain, 'os', 'loader'), 'type') === 'pflash',
    memoryBytes: memoryOf(domain),
  };
}

/** dumpxml writes it in KiB. */
function memoryOf(domain: Node): number | undefined {
  const kib = Number(text(domain, 'currentMemory') ?? text(domain, 'memory'));
  return Number.isInteger(kib) && kib > 0 ? kib * 1024 : undefined;
}

type Node = Parameters<typeof child>[0];

function targetOf(disk: Node): string {
  return attribute(child(disk, 'target'), 'dev') ?? '';
}

function isHeld(disk: Node): boolean {
  return (
    attribute(disk, 'device') !== 'cdrom' &&
    attribute(disk, 'snapshot') !== 'no' &&
    disk['readonly'] === undefined &&
    disk['source'] !== undefined
  );
}
