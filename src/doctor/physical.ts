import type { Host } from '../hypervisor.ts';
import type { SiteFacts } from './facts.ts';

/** The names of physical hosts in the configuration, by site; one name for all hosts of a site, or one for each. */
export type Physical = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

/** One host of one site. */
export interface Seat {
  readonly facts: SiteFacts;
  readonly host: Host;
}

/**
 * Which hosts of all sites are one physical host: the same running kernel, the same machine id, or the same name in the
 * configuration. Hosts of which none is known stay alone.
 */
export function physicalHosts(
  all: readonly SiteFacts[],
  physical: Physical,
): readonly (readonly Seat[])[] {
  const seats = all.flatMap((facts) => facts.hosts.map((host) => ({ facts, host })));
  return seats
    .reduce<readonly { readonly ids: readonly string[]; readonly seats: Seat[] }[]>(
      (groups, seat) => {
        const ids = idsOf(seat, physical);
        const [same, others] = split(groups, ({ ids: known }) =>
          known.some((id) => ids.includes(id)),
        );
        const joined = {
          ids: [...same.flatMap((group) => group.ids), ...ids],
          seats: [...same.flatMap((group) => group.seats), seat],
        };
        return [...others, joined];
      },
      [],
    )
    .map((group) => group.seats);
}

function idsOf({ facts, host }: Seat, physical: Physical): readonly string[] {
  const named = physical[facts.site];
  const name = typeof named === 'string' ? named : named?.[host.name];
  const bootId = facts.vitals.find((vitals) => vitals.host === host.name)?.bootId;
  return [
    ...(bootId === undefined ? [] : [`kernel ${bootId}`]),
    ...(host.machineId === undefined ? [] : [`board ${host.machineId.toLowerCase()}`]),
    ...(name === undefined ? [] : [`name ${name}`]),
  ];
}

function split<T>(all: readonly T[], fits: (one: T) => boolean): readonly [T[], T[]] {
  return [all.filter(fits), all.filter((one) => !fits(one))];
}
