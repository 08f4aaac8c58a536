import type { Check } from '../../../../src/hypervisor/checks.ts';

/** The answer of `virsh version --daemon`: what runs there, and what it is too old for. */
export function checkVersion(text: string): Check {
  const qemu = /^Running hypervisor: (.+)$/m.exec(text)?.[1];
  const libvirt = /^Running against daemon: (.+)$/m.exec(text)?.[1];
  const subject = 'version';
  if (libvirt === undefined) {
    return { subject, state: 'unknown', says: 'libvirt did not tell its version' };
  }
  const says = [`libvirt ${libvirt}`, qemu].filter((word) => word !== undefined).join(' · ');
  const lacks = lackingIn(libvirt);
  if (lacks.length === 0) return { subject, state: 'ok', says };
  return { subject, state: 'warning', says: `${says} cannot: ${lacks.join('; ')}` };
}

interface Ability {
  readonly what: string;
  readonly since: readonly [number, number];
}

/** https://libvirt.org/news.html */
const abilities: readonly Ability[] = [
  { what: 'roll back to external snapshots (9.9)', since: [9, 9] },
  { what: 'take internal snapshots of machines with UEFI (10.9)', since: [10, 9] },
];

function lackingIn(version: string): string[] {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return abilities
    .filter(({ since: [one, two] }) => major < one || (major === one && minor < two))
    .map(({ what }) => what);
}
