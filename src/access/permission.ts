/** Every right there is. A command names the one it needs; a role is a set of them. */
export const permissions = [
  'help',
  'fleet.read',
  'vm.read',
  'vm.power',
  'vm.create',
  'vm.change',
  'vm.delete',
  'snapshot.read',
  'snapshot.create',
  'snapshot.rollback',
  'snapshot.delete',
  'backup.read',
  'backup.create',
  'backup.restore',
  'backup.delete',
  'guest.run',
  'guest.read',
  'guest.write',
  'guest.inspect',
  'guest.setup',
  'net.test',
  'net.change',
  'host.read',
  'task.read',
  'task.cancel',
  'task.settle',
  'board.change',
  'access.read',
  'access.change',
] as const;

export type Permission = (typeof permissions)[number];

/** True for a right whose commands only look: to send such a line again changes nothing. */
export function onlyLooks(permission: Permission): boolean {
  return permission.endsWith('.read') || permission === 'help' || permission === 'guest.inspect';
}
