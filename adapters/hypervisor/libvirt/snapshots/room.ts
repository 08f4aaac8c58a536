import { posix } from 'node:path';
import { bytes } from '../../../../src/format.ts';
import { runScript } from '../../../../src/host/script.ts';
import type { Obstacle } from '../../../../src/hypervisor/snapshots.ts';
import type { Reach } from '../reach.ts';
import type { SnapshotGround } from './disks.ts';
import type { SnapshotPlan } from './plan.ts';

/** Argument: a folder. See stat(1): free blocks for those who are not root, and the bytes of one. */
const freeScript = `stat -f -c '%a %S' -- "$1"`;

/** QEMU writes the RAM for minutes, with its machine half still, before a full disk ends it. */
export async function memoryObstacle(
  reach: Reach,
  { external }: SnapshotPlan,
  { memoryBytes, signal }: Pick<SnapshotGround, 'memoryBytes'> & { readonly signal: AbortSignal },
): Promise<Obstacle | undefined> {
  if (external?.memory === undefined || memoryBytes === undefined) return undefined;
  const folder = posix.dirname(external.memory);
  const [blocks, size] = (await runScript(reach, [freeScript, folder], { signal }))
    .trim()
    .split(' ');
  const free = Number(blocks) * Number(size);
  if (!(free < memoryBytes)) return undefined;
  return {
    code: 'conflict',
    message: `${folder} has ${bytes(free)} free, and its RAM may take ${bytes(memoryBytes)}`,
    hint: 'Nothing was changed. Make room there, or take the disks alone.',
    instead: 'disks-only',
  };
}
