import type { Vitals } from '../hypervisor/checks.ts';

/**
 * What a Linux kernel tells of itself, a line each: proc(5), proc_cpuinfo(5), random(4), and the parameter `nested` of
 * https://docs.kernel.org/virt/kvm/x86/running-nested-guests.html. It reads, and needs no rights.
 */
export const linuxScript = `echo "kernel $(uname -r)"
echo "clock $(date +%s%N)"
echo "boot $(cat /proc/sys/kernel/random/boot_id 2>/dev/null)"
echo "flags $(grep -m1 -E '^flags' /proc/cpuinfo 2>/dev/null)"
echo "nested $(cat /sys/module/kvm_intel/parameters/nested /sys/module/kvm_amd/parameters/nested 2>/dev/null)"`;

export type LinuxVitals = Omit<Vitals, 'host' | 'type' | 'accelerator'>;

/** `asked` and `answered` are our clock around the question, milliseconds since the epoch. */
export function parseLinux(
  text: string,
  { asked, answered }: { readonly asked: number; readonly answered: number },
): LinuxVitals {
  const said = new Map(
    [...text.matchAll(/^(\w+) ?(.*)$/gm)].map(([, key = '', value = '']) => [key, value.trim()]),
  );
  const there = clockOf(said.get('clock') ?? '');
  return {
    kernel: said.get('kernel') || undefined,
    bootId: /^[\da-f-]{36}$/.exec(said.get('boot') ?? '')?.[0],
    clock: there === undefined ? undefined : { there, asked, answered },
    ...processorOf(said.get('flags') ?? ''),
    nesting: nestingOf(said.get('nested') ?? ''),
  };
}

/** The flags of a processor as Linux names them; nothing where it shows none, as other architectures do. */
export function processorOf(flags: string): Pick<Vitals, 'extension' | 'isMachine'> {
  const words = new Set(flags.split(/[\s:]+/));
  if (words.size < 3) return {};
  const extension = words.has('vmx') ? 'VT-x' : words.has('svm') ? 'AMD-V' : 'none';
  return { extension, isMachine: words.has('hypervisor') };
}

/** Nanoseconds; a `date` without %N gives the letters, or nothing, behind the seconds. */
function clockOf(word: string): number | undefined {
  const [, seconds, nanoseconds] = /^(\d{10})(\d{9})?/.exec(word) ?? [];
  if (seconds === undefined || nanoseconds === undefined) return undefined;
  return Number(seconds) * 1_000 + Number(nanoseconds) / 1e6;
}

function nestingOf(word: string): boolean | undefined {
  if (/^[1Y]/.test(word)) return true;
  return /^[0N]/.test(word) ? false : undefined;
}
