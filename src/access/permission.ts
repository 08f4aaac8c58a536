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
  'net.test',
  'host.read',
  'task.read',
  'task.cancel',
  'task.settle',
] as const;

export type Permission = (typeof permissions)[number];
