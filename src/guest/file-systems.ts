import { plainText, type Sections, splitSections, whole } from './sections.ts';

/** One mounted file system of a guest; sizes in bytes. */
export interface FileSystem {
  readonly device: string;
  readonly mount: string;
  /** `ext4`, `xfs`, …; absent where the guest has no /proc/mounts. */
  readonly kind?: string | undefined;
  readonly total: number;
  readonly used: number;
  /** What ordinary users can still fill; less than total - used where some is kept for root. */
  readonly available: number;
}

/** A guest with more mounts than this shows the first ones. */
const MAX_LINES = 2000;

/** What df lists besides disks: memory, the kernel's own, and images that are always full. */
const unreal = new Set(
  'tmpfs devtmpfs ramfs hugetlbfs squashfs efivarfs fuse.lxcfs fuse.portal nsfs'.split(' '),
);
/** The same by device, where kinds are not known. */
const unrealDevice = /^(tmpfs|devtmpfs|udev|dev|none|shm|run|efivarfs|\/dev\/loop\d+)$/;

/**
 * Real file systems of `df -P -k`; absent when the guest printed no table. Names may hold spaces, so the
 * figures are found by the percentage behind them.
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/df.html
 */
export function parseFileSystems(output: string): readonly FileSystem[] | undefined {
  const sections = splitSections(output);
  const lines = sections.get('df');
  if (lines === undefined || !/^Filesystem\b/.test(lines[0] ?? '')) return undefined;
  const kinds = readKinds(sections);
  const byDevice = new Map<string, FileSystem>();
  for (const line of lines.slice(1, MAX_LINES)) {
    const found = parseLine(line, kinds);
    // The same device again is a bind mount.
    if (found !== undefined && !byDevice.has(found.device)) byDevice.set(found.device, found);
  }
  return [...byDevice.values()];
}

/** Lines of /proc/mounts, where a space in a name is `\040`; the last mount on a place is the one seen. */
function readKinds(sections: Sections): ReadonlyMap<string, string> {
  const kinds = new Map<string, string>();
  for (const line of sections.get('mounts')?.slice(0, MAX_LINES) ?? []) {
    const [place = '', kind = ''] = line.split(' ', 2);
    const mount = place.replace(/\\([0-7]{3})/g, (_, code) =>
      String.fromCharCode(Number.parseInt(code, 8)),
    );
    kinds.set(plainText(mount, 200), plainText(kind, 30));
  }
  return kinds;
}

function parseLine(line: string, kinds: ReadonlyMap<string, string>): FileSystem | undefined {
  const words = line.trim().split(/\s+/);
  const percent = words.findIndex((word, at) => at > 3 && /^(\d{1,3}%|-)$/.test(word));
  const [total, used, available] = words.slice(Math.max(0, percent - 3), percent).map(whole);
  if (percent === -1 || total === undefined || used === undefined || available === undefined) {
    return undefined;
  }
  const device = plainText(words.slice(0, percent - 3).join(' '), 200);
  const mount = plainText(words.slice(percent + 1).join(' '), 200);
  const kind = kinds.get(mount);
  const real = kind === undefined ? !unrealDevice.test(device) : !unreal.has(kind);
  if (total === 0 || mount === '' || !real) return undefined;
  return {
    device,
    mount,
    kind,
    total: total * 1024,
    used: used * 1024,
    available: available * 1024,
  };
}
