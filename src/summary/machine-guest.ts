import type { ResolvedMachine } from '../command.ts';
import { type GuestSummary, readGuest } from '../guest/probe.ts';
import type { GuestInterface, GuestProbe } from '../hypervisor/guest.ts';
import { type Attempt, attempt, type Limits } from './attempt.ts';

/** What the guest tells of itself. */
export interface GuestFacts {
  readonly summary: Attempt<GuestSummary>;
  readonly addresses: Attempt<readonly GuestInterface[]>;
  /** True where nothing in the guest answers: not where only one question failed. */
  readonly silent?: boolean | undefined;
  /** What to do where the guest does not answer. */
  readonly hint?: string | undefined;
}

/** Its figures and addresses; one that does not answer says why. */
export async function guestFacts(
  { machine, hypervisor }: ResolvedMachine,
  limits: Limits,
): Promise<GuestFacts> {
  const channel = hypervisor.guest;
  if (channel === undefined) {
    return silentGuest(`${machine.site} has no way into its guests`);
  }
  const probe = await attempt((signal) => channel.probe(machine, signal), limits);
  if (probe.value === undefined) return silentGuest(probe.why);
  const askAddresses = () => attempt((signal) => channel.addresses(machine, signal), limits);
  if (!probe.value.answers) {
    const { why, hint, tellsAddresses } = probe.value;
    const silent = silentGuest(why, hint);
    return tellsAddresses ? { ...silent, addresses: await askAddresses() } : silent;
  }
  const [summary, addresses] = await Promise.all([
    attempt((signal) => readGuest(channel, machine, signal), limits),
    askAddresses(),
  ]);
  return { summary, addresses };
}

type Hint = Extract<GuestProbe, { answers: false }>['hint'];

function silentGuest(why: string, hint?: Hint): GuestFacts {
  return { summary: { why }, addresses: { why }, silent: true, hint };
}
