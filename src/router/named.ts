import type { TextOption } from '../command.ts';
import type { Hypervisor, Machine } from '../hypervisor.ts';
import type { Fleet } from '../inventory.ts';
import type { RawValues } from '../line/raw.ts';

interface Found {
  readonly machine: Machine;
  readonly hypervisor: Hypervisor;
}

/** What a text option may name, from the machine that was given before it. */
const ofMachine: Record<
  NonNullable<TextOption['of']>,
  (found: Found, signal: AbortSignal) => Promise<readonly string[]>
> = {
  async snapshot({ machine, hypervisor }, signal) {
    return ((await hypervisor.snapshots?.list(machine, signal)) ?? []).map(({ name }) => name);
  },
  async card({ machine, hypervisor }, signal) {
    return ((await hypervisor.network?.cards(machine, signal)) ?? []).map(({ id }) => id);
  },
  async segment({ machine, hypervisor }, signal) {
    const all = (await hypervisor.network?.segments(signal)) ?? [];
    return all.filter(({ host }) => host === machine.host).map(({ name }) => name);
  },
};

/** The names that a text option's value could be; asked for, so it may take a moment. */
export async function namesFor(
  of: NonNullable<TextOption['of']>,
  given: RawValues,
  { fleet, signal }: { readonly fleet: Fleet; readonly signal: AbortSignal },
): Promise<readonly string[]> {
  const word = given['machine'];
  if (typeof word !== 'string') return [];
  return ofMachine[of](await fleet.machine(word, signal), signal);
}
