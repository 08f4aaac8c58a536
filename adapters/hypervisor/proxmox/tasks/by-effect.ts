import type { Look } from '../../../../src/operation.ts';
import { endedWell } from './ending.ts';
import type { Upid } from './upid.ts';

/** A task that may be the act's own, and how it ended where it has. */
export interface Candidate {
  readonly upid: Upid;
  readonly exit?: string | undefined;
}

/** Where the act's effect can be seen, it tells its own task from others like it. Absent while one still runs. */
export async function byEffect(
  candidates: readonly Candidate[],
  happened: () => Promise<boolean>,
  isSettled: boolean,
): Promise<Look<{ readonly upid: string | null }> | undefined> {
  if (candidates.some(({ exit }) => exit === undefined)) return undefined;
  if (await happened()) {
    const own = candidates.findLast(({ exit = '' }) => endedWell(exit));
    return { found: 'done', result: { upid: own?.upid.upid ?? null } };
  }
  // One that ended well and left no such effect is somebody else's.
  const failed = candidates.find(({ exit = '' }) => !endedWell(exit));
  if (failed) return { found: 'done', result: { upid: failed.upid.upid } };
  return isSettled ? { found: 'not-done' } : undefined;
}
