import type { Backup, Backups } from '../hypervisor/backups.ts';
import type { Machine, MachineRef } from '../hypervisor.ts';
import { knownOrNot } from '../operations/now.ts';

/**
 * The machine it was made of, gone or not: never another one that has its id now. Where the platform keeps no birth
 * mark with a backup, the id is all that is known of it.
 */
export function ownerOf({
  site,
  machine,
}: {
  readonly site: string;
  readonly machine: Pick<Backup['machine'], 'id' | 'birth'>;
}): string {
  return `${site}/${machine.id}/${machine.birth}`;
}

/**
 * True where it was made of this very machine. Where its birth mark is not kept the id decides, but what is older than
 * `since`, when the machine came to be, was made of another one.
 */
export function isBackupOf(
  { site, machine, createdAt }: Pick<Backup, 'site' | 'machine' | 'createdAt'>,
  of: Pick<MachineRef, 'site' | 'id' | 'birth'>,
  since?: number,
): boolean {
  if (site !== of.site || machine.id !== of.id) return false;
  if (machine.birth !== '') return machine.birth === of.birth;
  return since === undefined || createdAt >= since;
}

/** When the machine came to be, where that can be told; asked only where a backup does not say whose it is. */
export async function sinceOf(
  all: readonly Backup[],
  machine: Machine,
  { backups, signal }: { readonly backups: Backups | undefined; readonly signal: AbortSignal },
): Promise<number | undefined> {
  const asks = all.some(
    (one) => one.site === machine.site && one.machine.id === machine.id && one.machine.birth === '',
  );
  return asks ? knownOrNot(async () => backups?.since?.(machine, signal)) : undefined;
}
