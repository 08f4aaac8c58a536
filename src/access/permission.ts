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
  'replica.read',
  'access.read',
  'access.change',
] as const;

export type Permission = (typeof permissions)[number];

/** True for a command that only looks: to send its line again changes nothing. Whoever may `help` may also claim. */
export function onlyLooks(command: { readonly name: string; readonly needs: Permission }): boolean {
  const { name, needs } = command;
  return needs.endsWith('.read') || needs === 'guest.inspect' || name === 'help';
}
