import type { GuestDiagnosis, GuestProbe } from '../../../../src/hypervisor/guest.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import type { Info } from '../info.ts';
import { additions } from './packages.ts';
import type { GuestTold } from './properties.ts';

/** AdditionsRunLevelType_Userland: their service runs. Without Guest Additions it is 0. */
const USERLAND = 2;

export function hearsAdditions({ fields }: Pick<Info, 'fields'>): boolean {
  return Number(fields.get('GuestAdditionsRunLevel') ?? 0) >= USERLAND;
}

interface Seen {
  readonly info: Pick<Info, 'active' | 'fields'>;
  readonly told: GuestTold;
  readonly probe: GuestProbe;
}

/** What keeps a guest from answering: nothing is installed, or nobody may come in. */
export function diagnosisOf({ name }: Machine, { info, told, probe }: Seen): GuestDiagnosis {
  const os = info.fields.get('ostype') ?? told.os;
  if (!info.active) return { channel: 'off', findings: [`${name} is off.`], os };
  if (!hearsAdditions(info)) {
    const finding = `VirtualBox hears no Guest Additions in ${name}: they are not installed, or the guest has not booted yet.`;
    return { channel: 'unheard', findings: [finding], os, packages: additions };
  }
  const there = [told.additions && `Guest Additions ${told.additions}`, told.os].filter(Boolean);
  const findings = [`They answer: ${there.join(', ') || 'Guest Additions'}.`];
  if (probe.answers) return { channel: 'answers', findings, os };
  const why = [probe.why, probe.hint].filter(Boolean).join('. ');
  return { channel: 'silent', findings: [...findings, `But ${why}`], os, packages: [] };
}
