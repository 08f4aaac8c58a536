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
  'alert.read',
  'alert.ack',
  'alert.mute',
  'alert.mute-all',
  'alert.test',
  'alert.oncall',
  'task.read',
  'task.cancel',
  'task.settle',
  'board.change',
  'approval.read',
  'approval.withdraw',
  'approval.give',
  'approval.break',
  'replica.read',
  'access.read',
  'access.change',
  'audit.read',
] as const;

export type Permission = (typeof permissions)[number];

/** True for a command that only looks: to send its line again changes nothing. Whoever may `help` may also claim. */
export function onlyLooks(command: { readonly name: string; readonly needs: Permission }): boolean {
  const { name, needs } = command;
  return needs.endsWith('.read') || needs === 'guest.inspect' || name === 'help';
}

/** Groups of rights to what is planned, shown and carried out as a task. */
const carriedOut: readonly string[] = ['vm', 'snapshot', 'backup', 'guest', 'net'];

/** False for what only looks, and for what a line does at once: nobody else can be waited for there. */
export function becomesTask(permission: Permission): boolean {
  const [group = ''] = permission.split('.');
  return carriedOut.includes(group) && !onlyLooks({ name: '', needs: permission });
}

/** Rights on machines and what they stand on: a rule with selectors gives these, and no other. */
const aboutMachines: readonly string[] = [
  'fleet',
  'vm',
  'snapshot',
  'backup',
  'guest',
  'net',
  'host',
  'alert',
  'task',
  'approval',
];

/** False for what is about the bot or a whole channel, such as who may do what: only a rule on everything gives it. */
export function isAboutMachines(permission: Permission): boolean {
  return machineRights.has(permission);
}

const machineRights: ReadonlySet<Permission> = new Set(
  permissions.filter((one) => aboutMachines.includes(one.split('.')[0] ?? '')),
);
