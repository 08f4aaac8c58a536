import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BotError } from '../../../src/errors.ts';
import { prepared } from '../prepared.ts';
import { run } from '../run.ts';

/**
 * The built guest: `vmlinuz`, `initrd.gz` and `base.qcow2`, and in `media` what machines are made from. Never changed
 * once it is there.
 */
export interface GuestImage {
  readonly directory: string;
}

const script = join(import.meta.dirname, 'build-guest.sh');

/** The guest for the packages this machine's apt offers, from the cache or built now. */
export async function guestImage(
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<GuestImage> {
  const kernel = await kernelPackage(signal);
  const directory = await prepared(`guest-${await imageKey(kernel, signal)}`, async (building) => {
    say('building the guest (once)');
    await run(script, [building, kernel], { signal, timeoutMs: 300_000 });
  });
  return { directory };
}

/** `linux-image-cloud-amd64` depends on one exact kernel. */
async function kernelPackage(signal: AbortSignal): Promise<string> {
  const said = await run('apt-cache', ['depends', 'linux-image-cloud-amd64'], { signal }).catch(
    (error: unknown) => {
      signal.throwIfAborted();
      if (error instanceof BotError && error.code === 'failed') return '';
      throw error;
    },
  );
  const name = /Depends: (linux-image-\d\S+)/.exec(said)?.[1];
  if (name === undefined) {
    throw new BotError(
      'unsupported',
      'apt knows no linux-image-cloud-amd64, which the guests boot',
      {
        hint: 'Run `apt-get update` on Debian 12 (amd64), then try again.',
      },
    );
  }
  return name;
}

async function imageKey(kernel: string, signal: AbortSignal): Promise<string> {
  const packages = [kernel, 'busybox-static', 'qemu-guest-agent', 'dropbear-bin', 'syslinux'];
  const policy = await run('apt-cache', ['policy', ...packages], { signal });
  const versions = policy.match(/Candidate: .*/g) ?? [];
  const parts = [...packages, ...versions, await readFile(script, 'utf8')];
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16);
}
