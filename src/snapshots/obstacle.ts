import { BotError } from '../errors.ts';
import type { Obstacle } from '../hypervisor/snapshots.ts';

const flags = {
  external: '--external',
  'disks-only': '--disk-only',
  children: '--children',
} as const satisfies Record<NonNullable<Obstacle['instead']>, string>;

/** What stands against a line, with the line that nothing stands against. */
export function obstacleError({ code, message, hint, instead }: Obstacle, line: string): BotError {
  const choices =
    instead === undefined
      ? []
      : [{ line: `${line} ${flags[instead]}`, label: `Again with ${flags[instead]}` }];
  return new BotError(code, message, { hint, choices });
}
