import type { ResolvedMachine } from '../../command.ts';
import { someAtOnce } from '../../flow/some-at-once.ts';
import type { Hypervisor } from '../../hypervisor.ts';
import type { Fleet } from '../../inventory.ts';
import { attempt, type Limits } from '../../summary/attempt.ts';
import { hostNetOf } from '../facts/host-net.ts';
import { neighbourScript, readNeighbours } from '../neighbours.ts';
import type { HostEnd, Met, Plugs } from './values.ts';

/** Milliseconds for a look at one machine or host, and for all of them. */
const LOOK_LIMIT = 10_000;
const LIMIT = 45_000;

export interface Collected {
  readonly machines: readonly Plugs[];
  readonly hosts: readonly HostEnd[];
}

interface Asking {
  readonly fleet: Fleet;
  readonly signal: AbortSignal;
  /** Whether guests may be asked whom they have met. */
  readonly inside: boolean;
}

/** How each machine is plugged in, and what their hosts' own networks are, as far as it can be learnt. */
export async function collectPlugs(
  machines: readonly ResolvedMachine[],
  { fleet, signal, inside }: Asking,
): Promise<Collected> {
  const limits = { signal, limit: AbortSignal.timeout(LIMIT) };
  const [plugs, hosts] = await Promise.all([
    someAtOnce(machines, (one) => plugsOf(one, limits, inside)),
    hostsOf(machines, fleet, limits),
  ]);
  return { machines: plugs, hosts };
}

async function plugsOf(one: ResolvedMachine, limits: Limits, inside: boolean): Promise<Plugs> {
  const { machine, hypervisor, label } = one;
  const { site, host } = machine;
  const { network } = hypervisor;
  if (!network) return { label, site, host, cards: [], why: `${site} does not tell` };
  const { value: cards = [], why } = await attempt(
    (signal) => network.cards(machine, signal),
    limits,
  );
  const met = inside && cards.length === 1 ? await metInside(one, limits) : undefined;
  return { label, site, host, cards, why, met };
}

/** Its neighbour table, of a guest that has one card. */
async function metInside(
  { machine, hypervisor: { guest } }: ResolvedMachine,
  limits: Limits,
): Promise<readonly Met[] | undefined> {
  if (!guest || machine.state !== 'running') return undefined;
  const { value } = await attempt(async (signal) => {
    const probe = await guest.probe(machine, signal);
    if (!probe.answers) return undefined;
    const process = await guest.start(machine, ['/bin/sh', '-c', neighbourScript], signal);
    return guest.wait(machine, process, { signal, timeoutMs: LOOK_LIMIT });
  }, limits);
  return value && readNeighbours(value.stdout);
}

async function hostsOf(
  machines: readonly ResolvedMachine[],
  fleet: Fleet,
  limits: Limits,
): Promise<readonly HostEnd[]> {
  const known = (await fleet.hosts(limits.signal)).flatMap(({ items }) => items);
  const wanted = new Map(
    machines.map(({ machine: { site, host }, hypervisor }) => [
      JSON.stringify([site, host]),
      { site, host, hypervisor },
    ]),
  );
  return someAtOnce([...wanted.values()], async ({ site, host, hypervisor }) => {
    const found = known.find((one) => one.site === site && one.name === host);
    const name = { site, name: host, machineId: found?.machineId };
    return { ...name, ...(await insideHost(host, hypervisor, limits)) };
  });
}

/** One call for its links, one for whom it has met; the latter only where the bot has a shell there. */
async function insideHost(
  host: string,
  hypervisor: Hypervisor,
  limits: Limits,
): Promise<Pick<HostEnd, 'links' | 'neighbours'>> {
  const options = (signal: AbortSignal) => ({ signal, timeoutMs: LOOK_LIMIT });
  const { onHost } = hypervisor;
  const [net, neighbours] = await Promise.all([
    attempt((signal) => hostNetOf(hypervisor, host, options(signal)), limits),
    onHost &&
      attempt(
        (signal) => onHost(host, ['/bin/sh', '-c', neighbourScript], options(signal)),
        limits,
      ),
  ]);
  return {
    links: net.value?.links,
    ...(neighbours && { neighbours: readNeighbours(neighbours.value?.stdout ?? '') }),
  };
}
