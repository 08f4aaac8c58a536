import type { Fleet } from '../inventory.ts';
import type { Checkup, Doctor } from './doctor.ts';
import type { SiteFacts } from './facts.ts';
import { type Finding, worstFirst } from './finding.ts';

/** What is found by seeing several sites together: its words name hosts of all of them. */
const acrossSites: readonly Finding['code'][] = ['host-shared', 'vtx-contended'];

/**
 * What the person may see of it, by the fleet as they see it; of other hosts and machines nothing is said. What they see
 * is judged by all that is known: memory is taken by machines that they do not see, too.
 */
export async function visibleTo(
  fleet: Pick<Fleet, 'hosts' | 'machines'>,
  { facts, findings, judged }: Checkup & Pick<Doctor, 'judged'>,
  signal: AbortSignal,
): Promise<Checkup> {
  const [hosts, machines] = await Promise.all([fleet.hosts(signal), fleet.machines(signal)]);
  const known = new Set([
    ...hosts.flatMap(({ items }) => items.map(({ site, name }) => `host ${site}/${name}`)),
    ...machines.flatMap(({ items }) => items.map(({ site, id }) => `machine ${site}/${id}`)),
  ]);
  const host = (site: string, name: string) => known.has(`host ${site}/${name}`);
  const machine = (site: string, id: string) => known.has(`machine ${site}/${id}`);
  const seen = facts.map((one) => seenOf(one, { host, machine }));
  const seenTogether = judged(seen).filter(({ code }) => acrossSites.includes(code));
  const seenAlone = findings.filter(({ code, site, ...about }) => {
    if (acrossSites.includes(code)) return false;
    if (about.machine) return machine(site, about.machine.id);
    return about.host === undefined || host(site, about.host);
  });
  return { facts: seen, findings: [...seenTogether, ...seenAlone].sort(worstFirst) };
}

interface Sight {
  host(site: string, name: string): boolean;
  machine(site: string, id: string): boolean;
}

function seenOf(facts: SiteFacts, sees: Sight): SiteFacts {
  const here = (host: string) => sees.host(facts.site, host);
  const mine = (id: string) => sees.machine(facts.site, id);
  return {
    ...facts,
    hosts: facts.hosts.filter(({ name }) => here(name)),
    machines: facts.machines.filter(({ id }) => mine(id)),
    looks: facts.looks.filter(({ id }) => mine(id)),
    vitals: facts.vitals.filter(({ host }) => here(host)),
    pools: facts.pools.filter(({ host }) => here(host)),
    segments: facts.segments.filter(({ host }) => here(host)),
  };
}
