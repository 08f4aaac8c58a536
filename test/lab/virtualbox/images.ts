import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { guestDisk } from './guest-disk.ts';
import { type BoxHost, manage } from './host.ts';

/** Where a host of the lab has what machines are made from. */
export function imagesOf({ directory }: Pick<BoxHost, 'directory'>): string {
  return join(directory, 'images');
}

/** The tiny guest as a disk of VirtualBox's own kind and as a raw one, and a medium that says what it installs. */
export async function putImages(
  host: Pick<BoxHost, 'directory'>,
  signal: AbortSignal,
): Promise<void> {
  const folder = imagesOf(host);
  await mkdir(folder, { mode: 0o700 });
  const raw = join(folder, 'tiny.img');
  await writeFile(raw, guestDisk('idle'));
  await manage(host, ['convertfromraw', raw, join(folder, 'tiny.vdi'), '--format=VDI'], { signal });
  await writeFile(join(folder, 'debian-13 "netinst".iso'), emptyMedium());
}

const SECTOR = 2048;
/** The first sixteen sectors are the system's own: https://ecma-international.org/publications-and-standards/standards/ecma-119/ */
const [PRIMARY, TERMINATOR, SECTORS] = [16, 17, 20];

/** A disc without a file, as VirtualBox takes it: the two descriptors every one has. */
function emptyMedium(): Buffer {
  const disc = Buffer.alloc(SECTOR * SECTORS);
  for (const [sector, type] of [
    [PRIMARY, 1],
    [TERMINATOR, 255],
  ] as const) {
    disc[SECTOR * sector] = type;
    disc.write('CD001\x01', SECTOR * sector + 1, 'latin1');
  }
  return disc;
}
