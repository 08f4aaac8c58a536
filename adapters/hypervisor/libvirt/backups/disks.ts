import { attribute, child, children, parseXml, text } from '../domain-xml.ts';

/** A disk of a machine as its definition has it: https://libvirt.org/formatdomain.html#hard-drives-floppy-disks-cdroms */
export interface DefinedDisk {
  /** What names it within its machine: `vda`. */
  readonly target: string;
  readonly format: string;
  /** libvirt's word for where it lies: `file`, `block`, `network`, `volume`. */
  readonly type: string;
  /** On the host; absent for what lies elsewhere. */
  readonly path?: string | undefined;
  /** Its copy in a backup is not. */
  readonly encrypted: boolean;
  /** Why it is left out of a backup. */
  readonly leftOut?: string | undefined;
}

export interface Definition {
  readonly name: string;
  readonly disks: readonly DefinedDisk[];
  /** The firmware's variables of a UEFI machine. */
  readonly nvram?: string | undefined;
  readonly hasTpm: boolean;
}

export function parseDefinition(xml: string): Definition {
  const domain = child(parseXml(xml), 'domain');
  const devices = child(domain, 'devices');
  return {
    name: text(domain, 'name') ?? '',
    disks: children(devices, 'disk').map(parseDisk),
    nvram: nvramOf(domain),
    hasTpm: 'tpm' in devices,
  };
}

/** The file of the firmware's variables; since 8.5 it may stand in a `<source>` of its own. */
export function nvramOf(domain: ReturnType<typeof child>): string | undefined {
  const os = child(domain, 'os');
  const path = attribute(child(os, 'nvram', 'source'), 'file') ?? text(os, 'nvram')?.trim();
  return path?.startsWith('/') ? path : undefined;
}

/** True for what its machine does not write: several may have it at once. */
export function readsAlone(disk: { readonly device: string; readonly readonly: boolean }): boolean {
  return disk.device === 'cdrom' || disk.device === 'floppy' || disk.readonly;
}

function parseDisk(disk: ReturnType<typeof child>): DefinedDisk {
  const source = child(disk, 'source');
  const path = attribute(source, 'file') ?? attribute(source, 'dev');
  const found = {
    target: attribute(child(disk, 'target'), 'dev') ?? '',
    format: attribute(child(disk, 'driver'), 'type') ?? 'raw',
    type: attribute(disk, 'type') ?? 'file',
    path: path?.startsWith('/') ? path : undefined,
    encrypted: 'encryption' in disk || 'encryption' in source,
  };
  const device = attribute(disk, 'device') ?? 'disk';
  return { ...found, leftOut: reason({ ...found, device, readonly: 'readonly' in disk }) };
}

/** What libvirt itself leaves out, and what holds nothing of the machine's own. */
function reason(disk: {
  readonly target: string;
  readonly device: string;
  readonly readonly: boolean;
  readonly type: string;
  readonly path: string | undefined;
}): string | undefined {
  if (disk.device === 'cdrom') return 'a CD-ROM';
  if (disk.device === 'floppy') return 'a floppy disk';
  if (disk.device === 'lun') return 'a SCSI device passed through';
  if (disk.readonly) return 'read only';
  if (disk.path === undefined && (disk.type === 'file' || disk.type === 'block')) return 'empty';
  // It names files and stands in a line of virsh.
  return /^[a-z]{2,8}$/.test(disk.target) ? undefined : 'its name is no plain word';
}
