import { BotError } from '../../../../src/errors.ts';
import { count } from '../../../../src/format.ts';
import type { Check } from '../../../../src/hypervisor/checks.ts';
import type { Client } from '../client.ts';
import { parseVersion } from '../version.ts';

/** What the host's kernel says of KVM. */
export interface Kvm {
  /** `6.12` */
  readonly kernel: readonly [number, number];
  /** KVM machines that run now, by the count of the module's users. */
  readonly users: number;
  /** True where the kernel takes the processor's extension as soon as the module is there. */
  readonly atLoad: boolean;
  /** True where VirtualBox's own kernel driver is loaded: without it no machine uses the extension. */
  readonly driver: boolean;
}

/** The modules' lines are `kvm_amd 229376 3`: https://man7.org/linux/man-pages/man5/proc_modules.5.html */
export function parseKvm(text: string): Kvm | undefined {
  const [release = '', atLoad = '', driver = '', ...modules] = text.split('\n');
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(release) ?? [];
  const users = modules.map((line) => /^kvm_(?:amd|intel) \d+ (\d+) /.exec(line)?.[1]);
  const found = users.find((count) => count !== undefined);
  if (major === undefined || minor === undefined || found === undefined) return undefined;
  return {
    kernel: [Number(major), Number(minor)],
    users: Number(found),
    atLoad: atLoad === 'Y',
    driver: driver === 'driver',
  };
}

const script = `uname -r; cat /sys/module/kvm/parameters/enable_virt_at_load 2>/dev/null || echo -; [ -c /dev/vboxdrv ] && echo driver || echo -; cat /proc/modules`;

export async function readKvm({ reach }: Client, signal: AbortSignal): Promise<Kvm | undefined> {
  if ((await reach.os(signal)) !== 'linux') return undefined;
  const { exitCode, stdout } = await reach.run(['sh', '-c', script], { signal, timeoutMs: 8_000 });
  return exitCode === 0 ? parseKvm(stdout) : undefined;
}

/**
 * Since Linux 6.12 KVM takes VT-x or AMD-V when its module loads (https://docs.kernel.org/admin-guide/kernel-parameters.html,
 * kvm.enable_virt_at_load). VirtualBox before 7.2.10 wants it for itself; later ones go through KVM and want it taken.
 */
export function kvmAdvice(kvm: Kvm, version: string | undefined): string | undefined {
  if (sharesWithKvm(kvm, version)) {
    return kvm.atLoad
      ? undefined
      : 'Take kvm.enable_virt_at_load=0 away from the kernel’s command line: this VirtualBox shares the processor with KVM.';
  }
  if (kvm.users > 0)
    return 'Stop the KVM machines on this host before one of VirtualBox is started.';
  return kvm.atLoad
    ? 'Boot with kvm.enable_virt_at_load=0, unload kvm_intel or kvm_amd, or upgrade to VirtualBox 7.2.10 or newer.'
    : undefined;
}

/** Both ends must know how: the kernel lends the extension out, and this VirtualBox goes through KVM for it. */
export function sharesWithKvm(
  { kernel: [major, minor] }: Pick<Kvm, 'kernel'>,
  version: string | undefined,
): boolean {
  return isAtLeast(version, [7, 2, 10]) && major * 1000 + minor >= 6012;
}

function isAtLeast(version: string | undefined, wanted: readonly number[]): boolean {
  const parts = (version ?? '').split('.').map(Number);
  for (const [at, least] of wanted.entries()) {
    const part = parts[at] ?? 0;
    if (part !== least) return part > least;
  }
  return true;
}

/**
 * Why a start cannot go well: KVM machines run, and this VirtualBox does not share the processor with them. What cannot
 * be known is no obstacle: the start itself tells.
 */
export function startObstacle(
  kvm: Kvm | undefined,
  version: string | undefined,
): string | undefined {
  if (!kvm?.driver || kvm.users === 0 || version === undefined) return undefined;
  return kvmAdvice(kvm, version);
}

/** Throws `conflict` where KVM holds the processor. */
export async function requireProcessor(
  client: Client,
  { name, signal }: { readonly name: string; readonly signal: AbortSignal },
): Promise<void> {
  const kvm = await readKvm(client, signal);
  if (!kvm?.driver || kvm.users === 0) return;
  const said = await client.ask(['--version'], { signal });
  const hint = startObstacle(kvm, parseVersion(said));
  if (hint === undefined) return;
  throw new BotError('conflict', `${name} cannot start: KVM holds the processor’s VT-x or AMD-V`, {
    hint,
  });
}

export async function checkKvm(
  client: Client,
  version: string | undefined,
  signal: AbortSignal,
): Promise<Check[]> {
  return contention(await readKvm(client, signal), version);
}

/** What KVM in the kernel means to this VirtualBox; nothing where it is not there. */
export function contention(kvm: Kvm | undefined, version: string | undefined): Check[] {
  if (!kvm) return [];
  const about = { code: 'vtx-contended', subject: 'KVM' } as const;
  if (!kvm.driver) {
    const says = 'without its driver VirtualBox does not ask for the processor’s VT-x or AMD-V';
    return [{ ...about, state: 'ok', says }];
  }
  const hint = kvmAdvice(kvm, version);
  if (hint === undefined)
    return [{ ...about, state: 'ok', says: 'it leaves the processor to VirtualBox' }];
  const stops = startObstacle(kvm, version) === undefined ? undefined : 'all';
  const says = stops
    ? `KVM holds the processor’s VT-x or AMD-V: ${count(kvm.users, 'machine')} of it run`
    : 'KVM holds the processor’s VT-x or AMD-V, or will take it, so that machines may not start';
  return [{ ...about, state: stops ? 'failed' : 'warning', says, hint, stops }];
}
