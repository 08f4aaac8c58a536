import type { SiteFacts } from './facts.ts';
import { type Finding, type Found, worstFirst } from './finding.ts';
import { type Physical, physicalHosts, type Seat } from './physical.ts';
import { ofHosts } from './rules/hosts.ts';
import { ofMachines } from './rules/machines.ts';
import { type Neighbours, ofMemory } from './rules/memory.ts';
import { ofShared } from './rules/shared.ts';
import { ofStorage } from './rules/storage.ts';
import { ofTheWay } from './rules/way.ts';
import { ofWires } from './rules/wires.ts';

/** From what is known of all sites to what a person should see to, worst first. Pure. */
export function diagnose(
  unsorted: readonly SiteFacts[],
  physical: Physical = {},
): readonly Finding[] {
  const all = unsorted.toSorted((a, b) => a.site.localeCompare(b.site));
  const groups = physicalHosts(all, physical);
  const alone = all.flatMap((facts) => {
    const found: readonly Found[] = [
      ...ofTheWay(facts),
      ...ofHosts(facts),
      ...ofWires(facts),
      ...ofMemory(facts, runningBeside(facts, groups)),
      ...ofStorage(facts),
      ...ofMachines(facts),
    ];
    return found.map((one): Finding => ({ ...one, site: facts.site, at: facts.at }));
  });
  return [...ofShared(groups, alone)].sort(worstFirst);
}

function runningBeside(of: SiteFacts, groups: readonly (readonly Seat[])[]): Neighbours {
  return ({ name }) => {
    const seats = groups.find((group) =>
      group.some(({ facts, host }) => facts.site === of.site && host.name === name),
    );
    return (seats ?? []).flatMap(({ facts, host }) =>
      facts.machines.filter((one) => one.host === host.name && one.state === 'running'),
    );
  };
}
