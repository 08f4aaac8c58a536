import type { Check } from '../../../../src/hypervisor/checks.ts';
import { type Need, needs, privilegesOf } from './needs.ts';
import { held, type Permissions } from './rights.ts';

export interface Bearer {
  /** `nakhoda@pve!bot` */
  readonly identity: string;
  /** 8 or 9: the names of some privileges differ. */
  readonly major: number;
}

/** What the token or user may not do, command by command. */
export function checkPrivileges(permissions: Permissions, bearer: Bearer): readonly Check[] {
  if (Object.values(permissions).every((granted) => Object.keys(granted).length === 0)) {
    return [none(bearer)];
  }
  const lacking = needs.flatMap((need) => lackOf(need, permissions, bearer));
  const partly = onlyFor(permissions, bearer);
  if (lacking.length > 0) return [...lacking, ...partly];
  return [
    {
      code: 'privileges-missing',
      subject: 'privileges',
      state: 'ok',
      says: `${bearer.identity} has all that the commands need`,
    },
    ...partly,
  ];
}

/** Proxmox answers such a token with lists that are empty, not with a refusal. */
function none({ identity }: Bearer): Check {
  const own = identity.includes('!')
    ? `A token with privilege separation has none of its user's. Give it a role of its own: pveum acl modify / --tokens '${identity}' --roles Nakhoda`
    : `Give it a role: pveum acl modify / --users ${identity} --roles Nakhoda`;
  return {
    code: 'privileges-missing',
    subject: 'privileges',
    state: 'failed',
    says: `${identity} has no privilege at all, so every list is empty`,
    hint: own,
  };
}

function lackOf(need: Need, permissions: Permissions, { major }: Bearer): readonly Check[] {
  const missing = privilegesOf(need, major).filter((name) => held(permissions, name).length === 0);
  if (missing.length === 0) return [];
  return [
    {
      code: 'privileges-missing',
      subject: 'privileges',
      state: 'warning',
      says: `${need.commands.join(', ')}: lacks ${missing.join(', ')}`,
      stops: need.commands.includes('vm start') ? 'all' : undefined,
      hint: `pveum role modify Nakhoda --append 1 --privs '${missing.join(' ')}'`,
    },
  ];
}

/** Rights on some machines alone are a choice; what is left out is not seen. */
function onlyFor(permissions: Permissions, { identity }: Bearer): readonly Check[] {
  const where = held(permissions, 'VM.Audit');
  if (where === 'all' || where.length === 0) return [];
  return [
    {
      code: 'privileges-missing',
      subject: 'privileges',
      state: 'ok',
      says: `${identity} sees only what is in ${where.toSorted((a, b) => a.localeCompare(b)).join(', ')}`,
    },
  ];
}
