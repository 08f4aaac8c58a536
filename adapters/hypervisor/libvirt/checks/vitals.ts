import { linuxScript, parseLinux } from '../../../../src/doctor/linux.ts';
import { BotError } from '../../../../src/errors.ts';
import type { Vitals } from '../../../../src/hypervisor/checks.ts';
import type { Client } from '../client.ts';
import type { Reach } from '../reach.ts';

/** Milliseconds for the kernel's answer. */
const LIMIT = 8_000;
/** Milliseconds for libvirt: it asks every QEMU binary of the host the first time. */
const SLOW_LIMIT = 15_000;

/** The one host of a libvirt. Where it runs no programs for us, its kernel stays unknown. */
export async function readVitals(
  { client, reach }: { readonly client: Client; readonly reach: Reach },
  signal: AbortSignal,
): Promise<readonly Vitals[]> {
  const [[name = '', able = ''], kernel] = await Promise.all([
    client.query(['hostname', 'domcapabilities'], { signal, timeoutMs: SLOW_LIMIT }),
    readKernel(reach, signal),
  ]);
  const kvm = usesKvm(able);
  const type = kvm
    ? ({ number: 1, why: 'KVM is part of its kernel' } as const)
    : ({ number: 2, why: 'without KVM, QEMU emulates as a program' } as const);
  return [{ host: name.trim(), type, ...(kvm && { accelerator: 'KVM' }), ...kernel }];
}

/** The answer of `virsh domcapabilities` for what it would run by itself: https://libvirt.org/formatdomaincaps.html */
export function usesKvm(capabilities: string): boolean {
  return /<domain>kvm<\/domain>/.test(capabilities);
}

async function readKernel(reach: Reach, signal: AbortSignal): Promise<Partial<Vitals>> {
  if (!reach.hasShell) return {};
  const asked = Date.now();
  try {
    const options = { signal, timeoutMs: LIMIT };
    const { stdout } = await reach.run(['sh', '-c', linuxScript], options);
    return parseLinux(stdout, { asked, answered: Date.now() });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof BotError) return {};
    throw error;
  }
}
