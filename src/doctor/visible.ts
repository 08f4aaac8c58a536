import type { Fleet } from '../inventory.ts';
import type { Checkup } from './doctor.ts';
import type { SiteFacts } from './facts.ts';
import type { Finding } from './finding.ts';

/** What the person may see of it, by the fleet as they see it; of other hosts and machines nothing is said. */
export async function visibleTo(
  fleet: Pick<Fleet, 'hosts' | 'machines'>,
  { facts, findings }: Checkup,
  signal: AbortSignal,
): Promise<Checkup> {
  const [hosts, machines] = await Promise.all([fleet.hosts(signal), fleet.machines(signal)]);
  const known = new Set([
    ...hosts.flatMap(({ items }) => items.map(({ site, name }) => `host ${site}/${name}`)),
    ...machines.flatMap(({ items }) => items.map(({ site, id }) => `machine ${site}/${id}`)),
  ]);
  const seen = ({ site, host, machine }: Finding) => {
    if (machine) return known.has(`machine ${site}/${machine.id}`);
    return host === undefined || known.has(`host ${site}/${host}`);
  };
  const seenHosts = (one: SiteFacts): SiteFacts => ({
    ...one,
    hosts: one.hosts.filter(({ name }) => known.has(`host ${one.site}/${name}`)),
    machines: one.machines.filter(({ id }) => known.has(`machine ${one.site}/${id}`)),
  });
  return { facts: facts.map(seenHosts), findings: findings.filter(seen) };
}
