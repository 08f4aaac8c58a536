import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { GuestImage } from './guest-image.ts';
import { type LabHost, virsh } from './host.ts';

/** Storage pools of a lab host: `default` with the guests' disks, `media` with what machines are made from. */
export async function openPools(
  host: LabHost,
  { image, signal }: { readonly image: GuestImage; readonly signal: AbortSignal },
): Promise<void> {
  const media = join(host.directory, 'media');
  await cp(join(image.directory, 'media'), media, { recursive: true });
  for (const [name, target] of [
    ['default', join(host.directory, 'images')],
    ['media', media],
  ] as const) {
    await virsh(host, ['pool-define-as', name, 'dir', '--target', target], { signal });
    await virsh(host, ['pool-autostart', name], { signal });
    await virsh(host, ['pool-start', name], { signal });
  }
}
