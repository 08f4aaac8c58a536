import { z } from 'zod';
import { BotError } from '../../../../src/errors.ts';
import { runScript } from '../../../../src/host/script.ts';
import type { Reach } from '../reach.ts';
import type { BackupDisk } from './manifest.ts';

/** Arguments: directory, then files in it; a line each. An image that is still written is locked, and cannot be told. */
const infoScript = `
cd "$1" || exit 1
shift
for file; do
  qemu-img info --output=json -f qcow2 "$file" 2>/dev/null | tr -d '\\n'
  echo
done
`;

/** See qemu-img(1), `info`. */
const Info = z.object({ 'virtual-size': z.number() });

/** Throws unless each file is a finished image of the size its disk had: libvirt's word may be of another job. */
export async function refuseOthers(
  reach: Reach,
  about: {
    readonly directory: string;
    readonly disks: readonly Pick<BackupDisk, 'file' | 'virtualBytes'>[];
    readonly signal: AbortSignal;
  },
): Promise<null> {
  const { directory, disks, signal } = about;
  const files = disks.map(({ file }) => file);
  const lines = (await runScript(reach, [infoScript, directory, ...files], { signal })).split('\n');
  for (const [at, { file, virtualBytes }] of disks.entries()) {
    const found = sizeIn(lines[at] ?? '');
    if (found === sectors(virtualBytes)) continue;
    throw new BotError(
      'failed',
      found === undefined
        ? `${file} of the backup is no finished disk image`
        : `${file} of the backup has ${found} bytes, and its disk had ${virtualBytes}`,
      { hint: 'Nothing half-written is left; ask again.' },
    );
  }
  return null;
}

/** QEMU counts in sectors, and fills the last one. */
function sectors(bytes: number): number {
  return Math.ceil(bytes / 512) * 512;
}

function sizeIn(json: string): number | undefined {
  try {
    return Info.parse(JSON.parse(json))['virtual-size'];
  } catch {
    return undefined;
  }
}
