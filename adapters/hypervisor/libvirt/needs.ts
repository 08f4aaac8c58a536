/** What needs which libvirt or QEMU: the one list of it. docs/libvirt.md shows the same to people. */
export interface Need {
  /** As it follows "cannot": `take internal snapshots of machines with UEFI`. */
  readonly what: string;
  /** The oldest libvirt that can; `9.9`. */
  readonly libvirt: string;
  /** The oldest QEMU that can, where that counts too. */
  readonly qemu?: string | undefined;
  /** Where libvirt says so. */
  readonly source: string;
  /** Commands of virsh that an older client or daemon does not know. */
  readonly commands?: readonly string[] | undefined;
}

const news = 'https://libvirt.org/news.html';

export const needs = {
  backups: {
    what: 'back up machines while they run',
    libvirt: '6.0',
    qemu: '4.2',
    source: `${news}#v6-0-0-2020-01-15`,
    commands: ['backup-begin', 'backup-dumpxml'],
  },
  deleteExternal: {
    what: 'delete external snapshots',
    libvirt: '9.0',
    source: `${news}#v9-0-0-2023-01-16`,
  },
  revertExternal: {
    what: 'roll back to external snapshots',
    libvirt: '9.9',
    source: `${news}#v9-9-0-2023-11-01`,
  },
  internalUefi: {
    what: 'take internal snapshots of machines with UEFI',
    libvirt: '10.9',
    source: `${news}#v10-9-0-2024-11-01`,
  },
} as const satisfies Record<string, Need>;

export const allNeeds: readonly Need[] = Object.values(needs);

/** What a host runs; a part that it did not tell is absent. */
export interface Versions {
  /** `9.0.0` */
  readonly libvirt?: string | undefined;
  readonly qemu?: string | undefined;
}

/** The answer of `virsh version --daemon`. */
export function parseVersions(text: string): Versions {
  return {
    libvirt: /^Running against daemon: (\S+)$/m.exec(text)?.[1],
    qemu: /^Running hypervisor: QEMU (\S+)$/m.exec(text)?.[1],
  };
}

/** True only where the version is known and too old: what is not known is tried. */
export function lacks(need: Need, { libvirt, qemu }: Versions): boolean {
  return isOlder(libvirt, need.libvirt) || isOlder(qemu, need.qemu);
}

/** `that needs libvirt 9.9 or newer (this host has 9.0.0)`, and so for QEMU. */
export function needWords(need: Need, { libvirt, qemu }: Versions): string {
  const wanted = [`libvirt ${need.libvirt}`, ...(need.qemu ? [`QEMU ${need.qemu}`] : [])];
  const has = [libvirt && `libvirt ${libvirt}`, need.qemu && qemu && `QEMU ${qemu}`];
  const told = has.filter(Boolean).join(' and ');
  const here = told === '' ? '' : ` (this host has ${told})`;
  return `that needs ${wanted.join(' and ')} or newer${here}`;
}

function isOlder(has: string | undefined, wanted: string | undefined): boolean {
  if (has === undefined || wanted === undefined) return false;
  const [major = 0, minor = 0] = has.split('.').map(Number);
  const [one = 0, two = 0] = wanted.split('.').map(Number);
  return major < one || (major === one && minor < two);
}
