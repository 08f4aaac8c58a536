import { BotError } from '../../../src/errors.ts';
import type { Names, NameVerdict } from '../../../src/hypervisor/names.ts';
import { type Proposing, propose } from '../../../src/names/propose.ts';

/** `pve-configid`, and `maxLength` of `snapname`: https://pve.proxmox.com/pve-docs/api-viewer/ */
const SHORTEST_SNAPSHOT = 2;
const LONGEST_SNAPSHOT = 40;
/** Between two dots: https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4 */
const LONGEST_LABEL = 63;
/** `maxLength` of a container's `hostname`. */
const LONGEST_MACHINE = 255;

/** What Proxmox lets snapshots and machines be called. */
export const names: Names = {
  snapshot: (name) =>
    verdict(name, name.replaceAll('.', '-'), {
      fault: snapshotNameFault,
      kind: 'snapshot',
      maxBytes: LONGEST_SNAPSHOT,
    }),
  machine: (name) =>
    verdict(name, name.replaceAll('_', '-').replace(/-*\.[-.]*/g, '.'), {
      fault: machineNameFault,
      kind: 'machine',
      maxBytes: LONGEST_LABEL,
    }),
};

function verdict(name: string, near: string, proposing: Proposing): NameVerdict {
  const wrong = proposing.fault(name);
  if (wrong === undefined) return { ok: true };
  return { ok: false, why: `a name here ${wrong}`, proposal: propose(near, proposing) };
}

/** Throws `invalid` for a name that Proxmox would refuse. */
export function checkSnapshotName(name: string): void {
  const wrong = snapshotNameFault(name);
  if (wrong === undefined) return;
  throw new BotError('invalid', `a snapshot's name ${wrong}`, {
    hint: 'Take letters, digits, hyphens and underscores, like `before-upgrade`.',
  });
}

function snapshotNameFault(name: string): string | undefined {
  if (!/^[A-Za-z]/.test(name)) return 'must begin with a letter from A to Z';
  if (!/^[\w-]+$/.test(name) || name.includes('\n'))
    return 'can hold only letters from A to Z, digits, - and _';
  if (name.length < SHORTEST_SNAPSHOT)
    return `must be ${SHORTEST_SNAPSHOT} characters long at least`;
  if (name.length > LONGEST_SNAPSHOT) return `can be ${LONGEST_SNAPSHOT} characters long at most`;
  return /^(?:current|pending)$/i.test(name)
    ? 'cannot be current or pending: Proxmox means the present state by them'
    : undefined;
}

/** A VM's `dns-name`, a container's host name: labels with dots between them. */
function machineNameFault(name: string): string | undefined {
  if (name === '') return 'cannot be empty';
  if (!/^[A-Za-z0-9.-]+$/.test(name) || name.includes('\n'))
    return 'can hold only letters from A to Z, digits, hyphens and dots';
  const labels = name.split('.');
  if (labels.some((label) => label === ''))
    return 'cannot begin or end with a dot, or have two together';
  if (labels.some((label) => label.startsWith('-') || label.endsWith('-')))
    return 'cannot have a hyphen at its ends or beside a dot';
  if (labels.some((label) => label.length > LONGEST_LABEL))
    return `can be ${LONGEST_LABEL} characters long between dots at most`;
  return name.length > LONGEST_MACHINE
    ? `can be ${LONGEST_MACHINE} characters long at most`
    : undefined;
}
