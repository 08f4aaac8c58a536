import { insideScript, readInside } from '../connectivity/facts/inside.ts';
import type { Inside } from '../connectivity/facts/values.ts';
import { BotError } from '../errors.ts';
import type { GuestChannel } from '../hypervisor/guest.ts';
import type { Machine } from '../hypervisor.ts';

/** Milliseconds for one short script; an emulated or busy guest takes its time. */
const LIMIT = 10_000;

/** A guest's own interfaces and routes, in one call. Throws `unsupported` where it has no shell or no `ip`. */
export async function routesInside(
  guest: GuestChannel,
  machine: Machine,
  signal: AbortSignal,
): Promise<Inside> {
  const process = await guest
    .start(machine, ['/bin/sh', '-c', insideScript], signal)
    .catch((error: unknown) => {
      if (error instanceof BotError && error.code === 'not-found') throw noRoutes(error);
      throw error;
    });
  const { stdout } = await guest.wait(machine, process, { signal, timeoutMs: LIMIT });
  const inside = readInside(stdout);
  if (inside === undefined) throw noRoutes();
  return inside;
}

function noRoutes(cause?: unknown): BotError {
  return new BotError('unsupported', 'its guest has no `ip` that tells them', { cause });
}
