import { BotError } from '../../../../src/errors.ts';

/** libvirt makes a file of the name (255 bytes with `.xml`), and says nothing sensible when it cannot. */
const NAME_BYTES = 200;

/** What makes libvirt or QEMU refuse a name for a new snapshot, or take it for another: words for behind "a name". */
export function snapshotNameFault(name: string): string | undefined {
  return nameFault(name) ?? numberFault(name) ?? quoteFault(name);
}

/** Throws `invalid` for a name that libvirt or QEMU would refuse, or take for another. */
export function checkSnapshotName(name: string): void {
  const wrong = snapshotNameFault(name);
  if (wrong === undefined) return;
  throw new BotError('invalid', `a snapshot's name ${wrong}`, {
    hint: 'Take a short name on one line, like `before-upgrade`.',
  });
}

interface Kept {
  readonly name: string;
  readonly memory: boolean;
  readonly isExternal: boolean;
}

/** Throws `unsupported` for an internal snapshot, made elsewhere, that QEMU would not find or take for another. */
export function checkRollback({ name, memory, isExternal }: Kept): void {
  // Without memory qemu-img is asked, and it minds no quote.
  const wrong = isExternal ? undefined : (numberFault(name) ?? (memory && quoteFault(name)));
  if (!wrong) return;
  throw new BotError('unsupported', `${name} cannot be rolled back to: a name ${wrong}`, {
    hint: 'Nothing was changed. `qemu-img snapshot -l` on its disks tells what they really hold.',
  });
}

function nameFault(name: string): string | undefined {
  if (name.trim() === '') return 'cannot be empty';
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(name))
    return 'cannot hold line breaks or other control characters';
  if (name.includes('/')) return 'cannot hold a slash';
  if (name.startsWith('.')) return 'cannot begin with a dot';
  if (!name.isWellFormed()) return 'is not whole Unicode text';
  if (Buffer.byteLength(name) > NAME_BYTES) return `can be ${NAME_BYTES} bytes long at most`;
  return undefined;
}

/**
 * QEMU numbers a disk's snapshots and, going back, takes a name for a number first: `1` brings the oldest one
 * back (find_snapshot_by_id_or_name in block/qcow2-snapshot.c).
 * https://www.qemu.org/docs/master/system/images.html#vm-snapshots
 */
function numberFault(name: string): string | undefined {
  return /^\d+$/.test(name) ? 'cannot be a number alone: QEMU takes it for another' : undefined;
}

/** libvirt 9.0 calls a snapshot with memory created when QEMU's monitor stumbled over such a name and made none. */
function quoteFault(name: string): string | undefined {
  return /["\\]/.test(name) ? 'cannot hold " or \\: QEMU loses the snapshot' : undefined;
}
