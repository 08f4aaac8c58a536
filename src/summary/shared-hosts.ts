import type { Block } from '../card.ts';
import type { CommandContext } from '../command.ts';
import type { HostPlace } from '../doctor/doctor.ts';
import { listed } from '../line/usage.ts';

/** Hosts of a list that are one physical host, such as the KVM and the VirtualBox of one computer. */
export type SharedHosts = readonly (readonly HostPlace[])[];

/** Of these hosts; what the person may not see is not among them. */
export async function sharedHosts(
  { doctor }: Pick<CommandContext, 'doctor'>,
  hosts: readonly HostPlace[],
): Promise<SharedHosts> {
  const all = (await doctor?.shared()) ?? [];
  return all
    .map((places) => places.filter((place) => hosts.some((host) => isSame(host, place))))
    .filter((places) => places.length > 1);
}

/** A sentence for each: their figures are of the same memory and processors, and are not to be added up. */
export function sharedBlocks(shared: SharedHosts): readonly Block[] {
  if (shared.length === 0) return [];
  const lines = shared.map(
    (places) =>
      `${listed(places.map(placeWords))} are one physical host: its memory and processors are there once.`,
  );
  return [{ type: 'text', text: lines.join('\n') }];
}

/** `kvm-a and desk`: what else this host is; absent where it is alone. */
export function sameAs(shared: SharedHosts, host: HostPlace): string | undefined {
  const group = shared.find((places) => places.some((place) => isSame(place, host)));
  return group && listed(group.filter((place) => !isSame(place, host)).map(placeWords));
}

/** A site of one host often has its name. */
function placeWords({ site, name }: HostPlace): string {
  return site === name ? name : `${site}/${name}`;
}

function isSame(one: HostPlace, other: HostPlace): boolean {
  return one.site === other.site && one.name === other.name;
}
