import type { CommandContext, ResolvedMachine } from '../command.ts';
import { someAtOnce } from '../flow/some-at-once.ts';
import type { Backup } from '../hypervisor/backups.ts';
import { isBackupOf, ownerOf, sinceOf } from './owner.ts';

type Asked = Pick<CommandContext, 'fleet' | 'signal'>;

/** The backups of each of these machines; of every machine there is or was, when none is named. */
export async function backupGroups(
  all: readonly Backup[],
  machines: readonly Pick<ResolvedMachine, 'machine' | 'hypervisor'>[] | undefined,
  context: Asked,
): Promise<readonly (readonly Backup[])[]> {
  if (machines !== undefined) return someAtOnce(machines, (one) => itsOwn(all, one, context));
  const groups = [...Map.groupBy(all, ownerOf).values()];
  if (groups.every(([first]) => first?.machine.birth !== '')) return groups;
  const there = (await context.fleet.machines(context.signal)).flatMap(({ items }) => items);
  const parted = await someAtOnce(groups, async (group) => {
    const [first] = group;
    const machine = there.find(
      ({ site, id }) =>
        first?.machine.birth === '' && site === first.site && id === first.machine.id,
    );
    if (machine === undefined) return [group];
    const mine = await itsOwn(
      group,
      { machine, hypervisor: context.fleet.site(machine.site) },
      context,
    );
    return [mine, group.filter((one) => !mine.includes(one))];
  });
  return parted.flat().filter((group) => group.length > 0);
}

async function itsOwn(
  all: readonly Backup[],
  { machine, hypervisor }: Pick<ResolvedMachine, 'machine' | 'hypervisor'>,
  { signal }: Asked,
): Promise<readonly Backup[]> {
  const since = await sinceOf(all, machine, { backups: hypervisor.backups, signal });
  return all.filter((backup) => isBackupOf(backup, machine, since));
}
