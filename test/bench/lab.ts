import { userInfo } from 'node:os';
import { BotError } from '../../src/errors.ts';

/** Throws in words where a host of the lab cannot be started here. */
export function refuseWithoutLab(missing: readonly string[]): void {
  if (missing.length > 0) {
    throw new BotError('unsupported', 'programs of the lab are not installed', {
      hint: `apt-get install --no-install-recommends ${missing.join(' ')}`,
    });
  }
  if (userInfo().uid !== 0) {
    throw new BotError('forbidden', 'the lab makes namespaces and mounts, which only root may do');
  }
}
