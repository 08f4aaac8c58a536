import type { Permission } from '../../access/permission.ts';
import type { CommandContext } from '../../command.ts';
import type { Fleet } from '../../inventory.ts';
import type { Incident, Member } from '../incident.ts';
import { OWN_SITE, type Subject } from '../rules/signal.ts';

type Asking = Pick<CommandContext, 'may'>;

/** All sites that incidents can be of, the bot itself too. */
export function alertSites({ sites }: Pick<Fleet, 'sites'>): readonly string[] {
  return [...sites.map(({ site }) => site.name), OWN_SITE];
}

/** Whether the person has the right on what is watched there. A task is judged by what is known of its machine. */
export function mayOn({ may }: Asking, permission: Permission, subject: Subject): boolean {
  const { kind, site, host } = subject;
  if (kind === 'machine' || kind === 'task')
    return may(permission, { machines: [{ machine: subject }] });
  return host === ''
    ? may(permission, { sites: [site] })
    : may(permission, { hosts: [{ host: { site, name: host } }] });
}

/**
 * The incident as this person may see it: with those of its members that they have the right on. Absent where there is
 * none. That a site gives no figures is no secret, as in every list.
 */
export function seenOf<I extends Incident>(incident: I, asking: Asking): I | undefined {
  if (incident.members.length === 0) return incident;
  const members = incident.members.filter(({ subject }) => mayOn(asking, 'alert.read', subject));
  if (members.length === incident.members.length) return incident;
  return members.length === 0 ? undefined : { ...incident, members, peak: peakOf(members) };
}

/** Whether the person has the right on all of it. */
export function mayOnAll(incident: Incident, asking: Asking, permission: Permission): boolean {
  return incident.members.length === 0
    ? asking.may(permission, { sites: [incident.site] })
    : incident.members.every(({ subject }) => mayOn(asking, permission, subject));
}

function peakOf(members: readonly Member[]): number {
  return Math.max(...members.map(({ peak }) => peak));
}
