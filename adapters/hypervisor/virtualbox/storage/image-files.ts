/** What a file is, by its name: what VirtualBox keeps, and what machines are made from. */
export function fileKind(path: string): 'iso' | 'image' | 'memory' | undefined {
  if (/\.iso$/i.test(path)) return 'iso';
  if (/\.(?:vdi|vmdk|vhd|hdd|qcow2?|qed|img|raw)$/i.test(path)) return 'image';
  return /\.(?:sav|nvram)$/i.test(path) ? 'memory' : undefined;
}

/** A copy of the disk byte by byte: VBoxManage reads it with `convertfromraw` alone. */
export function isRaw(path: string): boolean {
  return /\.(?:img|raw)$/i.test(path);
}

/** Bytes at the beginning of an image in which its size stands. */
export const HEAD_BYTES = 512;

/**
 * The size of the disk in an image, from its own first bytes: VBoxManage would enter every image into its registry
 * that it is asked about. Absent where it does not stand there.
 * VDI: VDICore.h of VirtualBox. QCOW: https://www.qemu.org/docs/master/interop/qcow2.html. VMDK: the "Virtual Disk
 * Format 5.0" of VMware. VHD: the "Virtual Hard Disk Image Format Specification" of Microsoft.
 */
export function capacityIn(head: Buffer): number | undefined {
  if (head.length < HEAD_BYTES) return undefined;
  const is = (text: string) => head.toString('latin1', 0, text.length) === text;
  if (head.readUInt32LE(64) === 0xbeda107f) return Number(head.readBigUInt64LE(368));
  if (is('QFI\xfb')) return Number(head.readBigUInt64BE(24));
  if (is('KDMV')) return Number(head.readBigUInt64LE(12)) * 512;
  return is('conectix') ? Number(head.readBigUInt64BE(48)) : undefined;
}
