import { linuxScript, parseLinux } from '../../../../src/doctor/linux.ts';
import type { Vitals } from '../../../../src/hypervisor/checks.ts';
import type { Client } from '../client.ts';
import { readDriver } from '../host-facts.ts';
import type { HostName } from '../host-name.ts';
import { parseVersion } from '../version.ts';
import { readKvm, sharesWithKvm } from './kvm.ts';

/** Milliseconds for the kernel's answer. */
const LIMIT = 8_000;

/** The one host of a VirtualBox; what only a Linux kernel tells stays unknown elsewhere. */
export async function readVitals(
  client: Client,
  hostName: HostName,
  signal: AbortSignal,
): Promise<readonly Vitals[]> {
  const [host, os] = await Promise.all([hostName(signal), client.reach.os(signal)]);
  const type = { number: 2, why: 'VirtualBox is a program of its system' } as const;
  if (os !== 'linux') return [{ host, type, accelerator: 'VirtualBox' }];
  const asked = Date.now();
  const options = { signal, timeoutMs: LIMIT };
  const { stdout } = await client.reach.run(['sh', '-c', linuxScript], options);
  const kernel = parseLinux(stdout, { asked, answered: Date.now() });
  const [driver, kvm, version] = await Promise.all([
    readDriver(client, signal),
    readKvm(client, signal),
    client.ask(['--version'], { signal }),
  ]);
  // Its driverless mode leaves the extension alone.
  if (driver === 'absent') return [{ host, type, ...kernel }];
  const shares = kvm && sharesWithKvm(kvm, parseVersion(version));
  return [{ host, type, accelerator: 'VirtualBox', shares, ...kernel }];
}
