import { type Permission, permissions } from './permission.ts';

/** The roles there are, each with all that the one before it may. */
export const roles = ['viewer', 'operator', 'admin'] as const;

export type Role = (typeof roles)[number];

/** To look, and to change nothing. What is inside a guest is not the fleet's. */
const viewer: readonly Permission[] = [
  'help',
  'fleet.read',
  'vm.read',
  'snapshot.read',
  'backup.read',
  'host.read',
  'task.read',
];

/** Who may do is an admin's to say, and so is what the bot itself may be let into. */
const adminOnly: readonly Permission[] = ['access.read', 'access.change', 'audit.read'];

const granted: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  viewer: new Set(viewer),
  operator: new Set(permissions.filter((one) => !adminOnly.includes(one))),
  admin: new Set(permissions),
};

export function roleMay(role: Role, permission: Permission): boolean {
  return granted[role].has(permission);
}

/** The least role that has the right. */
export function roleFor(permission: Permission): Role {
  return roles.find((role) => roleMay(role, permission)) ?? 'admin';
}

/** A role as it was stored; one that is not known here gives nothing. */
export function roleOf(word: string): Role | undefined {
  return roles.find((role) => role === word);
}
