/** What the tiny guest does between its greeting and the power button: halts the CPU, or keeps it busy. */
export type GuestKind = 'idle' | 'spin';

/** `guest.S`, assembled: with SPIN defined, and without. */
const code: Readonly<Record<GuestKind, string>> = {
  idle: '+jHAjtiO0LwAfPu+N3yshMB0DbQOuwcAzRC6+APu6+70ugBA7akAAXT2uAAB77oEQLgANO/r6XRpbnkgZ3Vlc3QgdXANCg==',
  spin: '+jHAjtiO0LwAfPu+PXyshMB0DbQOuwcAzRC6+APu6+66AEDtqQABdQe5///i/uvwuAAB77oEQLgANO/r43RpbnkgZ3Vlc3QgdXANCg==',
};

const SECTOR = 512;
const DISK = 1024 ** 2;

/** A whole disk whose boot sector is the guest; it ends when the ACPI power button is pressed. */
export function guestDisk(kind: GuestKind): Buffer {
  const disk = Buffer.alloc(DISK);
  Buffer.from(code[kind], 'base64').copy(disk);
  disk.writeUInt16LE(0xaa55, SECTOR - 2);
  return disk;
}
