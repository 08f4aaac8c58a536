import { type Permission, permissions } from './permission.ts';

/** The roles there always are, each with all that the one before it may. */
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
  'alert.read',
  'task.read',
  'approval.read',
];

/** Who may do is an admin's to say, and so is what the bot itself may be let into, and that nobody is told of anything. */
const adminOnly: readonly Permission[] = [
  'alert.mute-all',
  'approval.give',
  'approval.break',
  'access.read',
  'access.change',
  'audit.read',
];

const granted: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  viewer: new Set(viewer),
  operator: new Set(permissions.filter((one) => !adminOnly.includes(one))),
  admin: new Set(permissions),
};

/** Every role by its name, those of the file too. */
export type Roles = ReadonlyMap<string, ReadonlySet<Permission>>;

const builtIn: Roles = new Map(Object.entries(granted));

export function roleMay(role: Role, permission: Permission): boolean {
  return granted[role].has(permission);
}

/** The least role that has the right. */
export function roleFor(permission: Permission): Role {
  return roles.find((role) => roleMay(role, permission)) ?? 'admin';
}

/** A role of the file: what it includes, and its own rights; `snapshot.*` is all of a group. */
export interface OwnRole {
  readonly includes: readonly string[];
  readonly may: readonly string[];
}

/** The rights a word of the file stands for; none for a word that is no right. */
export function permissionsFor(word: string): readonly Permission[] {
  if (!word.endsWith('.*')) return permissions.filter((one) => one === word);
  return permissions.filter((one) => one.startsWith(word.slice(0, -1)));
}

/** All roles as sets of rights. What a role includes in a circle is taken once; the file's check refuses it. */
export function rolesOf(own: Readonly<Record<string, OwnRole>>): Roles {
  const made = new Map(builtIn);
  const make = (name: string, above: readonly string[]): ReadonlySet<Permission> => {
    const known = made.get(name);
    const role = own[name];
    if (known || !role || above.includes(name)) return known ?? new Set();
    const included = role.includes.flatMap((one) => [...make(one, [...above, name])]);
    return new Set([...included, ...role.may.flatMap(permissionsFor)]);
  };
  for (const name of Object.keys(own)) made.set(name, make(name, []));
  return made;
}
