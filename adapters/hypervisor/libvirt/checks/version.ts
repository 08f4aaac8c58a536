import type { Check } from '../../../../src/hypervisor/checks.ts';
import { allNeeds, lacks, parseVersions } from '../needs.ts';

/** The answer of `virsh version --daemon`: what runs there, and what it is too old for. */
export function checkVersion(text: string): Check {
  const versions = parseVersions(text);
  const hypervisor = /^Running hypervisor: (.+)$/m.exec(text)?.[1];
  const code = 'version-old';
  const subject = 'version';
  if (versions.libvirt === undefined) {
    return { code, subject, state: 'unknown', says: 'libvirt did not tell its version' };
  }
  const says = [`libvirt ${versions.libvirt}`, hypervisor].filter(Boolean).join(' · ');
  const missing = allNeeds.filter((need) => lacks(need, versions));
  if (missing.length === 0) return { code, subject, state: 'ok', says };
  const words = missing.map(({ what, libvirt }) => `${what} (${libvirt})`);
  return { code, subject, state: 'warning', says: `${says} cannot: ${words.join('; ')}` };
}
