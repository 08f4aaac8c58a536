import { BotError } from '../../../../src/errors.ts';
import type { Obstacle } from '../../../../src/hypervisor/snapshots.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import { listed } from '../../../../src/line/usage.ts';
import { inWords, said } from '../said.ts';
import type { SnapshotRecord } from './records.ts';

export function refuse(obstacle: Obstacle | undefined): void {
  if (!obstacle) return;
  const { code, message, hint } = obstacle;
  throw new BotError(code, message, { hint });
}

/** What only the node's shell can do: the interface lets no token take a lock away. */
function wayOut({ kind, id }: Pick<Machine, 'kind' | 'id'>, snapshot: string): string {
  const program = kind === 'vm' ? 'qm' : 'pct';
  return `When no task works on it any more, on its node: \`${program} unlock ${id}\`, then \`snapshot delete\` of ${snapshot}, or \`${program} delsnapshot ${id} ${snapshot} --force\`.`;
}

/** A snapshot that was begun and not finished locks its machine: nothing else goes on until it is out of the way. */
export function unfinishedObstacle(
  machine: Machine,
  records: readonly SnapshotRecord[],
): Obstacle | undefined {
  const broken = records.find(({ unfinished }) => unfinished !== undefined);
  if (!broken) return undefined;
  const what = broken.unfinished === 'delete' ? 'deleting' : 'taking';
  return {
    code: 'conflict',
    message: `${what} the snapshot ${broken.name} of ${machine.name} was begun and has not ended`,
    hint: wayOut(machine, broken.name),
  };
}

/** On these storages the newest alone can be gone back to. */
export function inTheWay(snapshot: string, later: readonly string[]): BotError {
  const names = later.length === 0 ? 'Later snapshots' : listed(later);
  const are = later.length === 1 ? 'is' : 'are';
  return new BotError('conflict', `${names} ${are} in the way of ${snapshot}`, {
    hint: 'Nothing was changed. This storage goes back to the newest snapshot alone: delete the later ones first.',
  });
}

interface Concerned {
  readonly machine: Machine;
  readonly snapshot: string;
}

/** The failure of a task in words that say what can be done. */
export function explained(error: unknown, { machine, snapshot }: Concerned): unknown {
  if (!(error instanceof BotError)) return error;
  const words = said(error);
  if (/is not most recent snapshot/.test(words)) {
    const { code, message, hint } = inTheWay(snapshot, []);
    return inWords(error, { code, message, hint });
  }
  return /is locked \(snapshot(?:-delete)?\)/.test(words)
    ? inWords(error, { hint: wayOut(machine, snapshot) })
    : error;
}

export function noFeature({ name }: Machine, disks: readonly string[]): Obstacle {
  const where = disks.length === 0 ? '' : `: ${listed(disks)}`;
  return {
    code: 'unsupported',
    message: `the storage under ${name} cannot take snapshots of all its disks${where}`,
    hint: 'Back it up instead with `backup create`, or move the disks to ZFS, LVM-thin, Ceph or qcow2 files.',
  };
}
