import { BotError } from '../errors.ts';
import type { GuestChannel } from '../hypervisor/guest.ts';
import type { SiteInfo } from '../hypervisor.ts';

/** A site without a way into its guests, until one is set up for a machine. */
export function withoutChannel({ name, kind }: SiteInfo): GuestChannel {
  const why = `${name} has no way into its guests`;
  const hint = `It is a ${kind} site; ssh can be set up for each machine: guest setup.`;
  const refuse = () => Promise.reject(new BotError('unsupported', why, { hint }));
  return {
    probe: () => Promise.resolve({ answers: false, why, hint, never: true }),
    start: refuse,
    wait: refuse,
    read: refuse,
    write: refuse,
    addresses: refuse,
    setClock: refuse,
  };
}
