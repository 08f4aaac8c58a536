import { type SavedBackup, sizeOf } from './backups.ts';
import { digits } from './dice.ts';
import type { Seed } from './fleet.ts';
import { seedFiles } from './guest/files.ts';
import { temper } from './temper.ts';

const HOUR = 60 * 60 * 1000;

interface Given {
  readonly of: string;
  readonly place: string;
  readonly hoursAgo: number;
  readonly note?: string;
  readonly kind?: SavedBackup['kind'];
  readonly verified?: true;
  readonly damage?: string;
}

/** Oldest first, so that an incremental one stands on the one before it. */
const given: readonly Given[] = [
  { of: 'wiki', place: 'vault', hoursAgo: 900, note: 'before it was taken down', verified: true },
  { of: 'db-1', place: 'local', hoursAgo: 175, verified: true },
  { of: 'db-1', place: 'local', hoursAgo: 55, kind: 'incremental' },
  { of: 'db-1', place: 'local', hoursAgo: 31, kind: 'incremental' },
  {
    of: 'web-1',
    place: 'local',
    hoursAgo: 56,
    note: 'nightly',
    damage: 'block 4711 of disk scsi0 does not have its checksum',
  },
  { of: 'web-1', place: 'local', hoursAgo: 32, note: 'nightly', verified: true },
  { of: 'web-1', place: 'local', hoursAgo: 8, note: 'nightly' },
  { of: 'git', place: 'vault', hoursAgo: 33, note: 'nightly', verified: true },
];

/** What the campus kept when the demo began: one of them is damaged, and of one the machine is gone. */
export function firstBackups(seeds: readonly Seed[], born: number): readonly SavedBackup[] {
  const known = new Map(seeds.map((seed) => [seed.name, seed]));
  const git = known.get('git');
  if (git === undefined) return [];
  known.set('wiki', { ...git, id: '90', name: 'wiki', temper: temper('wiki'), snapshots: [] });
  const made: SavedBackup[] = [];
  for (const each of given) {
    const seed = known.get(each.of);
    if (seed !== undefined) made.push(firstBackup(each, seed, { born, before: made }));
  }
  return made;
}

function firstBackup(
  { place, hoursAgo, note = '', kind = 'full', verified, damage }: Given,
  seed: Seed,
  { born, before }: { readonly born: number; readonly before: readonly SavedBackup[] },
): SavedBackup {
  const createdAt = born - hoursAgo * HOUR;
  const base = before.findLast(({ machine }) => machine.id === seed.id);
  return {
    id: backupId(place, seed, `${born} ${hoursAgo}`),
    place,
    host: seed.host,
    machine: { id: seed.id, birth: digits(32, String(born), seed.id), name: seed.name },
    createdAt,
    note,
    kind,
    parent: kind === 'full' ? undefined : base?.id,
    bytes: sizeOf(seed, kind),
    seed,
    files: seedFiles(seed),
    damage,
    from: createdAt,
    verifiedAt: verified && createdAt + HOUR,
    tag: '',
  };
}

export function backupId(place: string, { id }: Seed, mark: string): string {
  return `${place}:backup/${id}/${digits(12, mark, id)}`;
}
