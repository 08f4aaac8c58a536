import type { AppParts } from '../app.ts';
import { createGuestWays } from '../guest/ways.ts';
import { defaultInventory } from '../inventory/shelf.ts';
import { createInventory } from '../inventory.ts';
import { meterSite } from '../meter.ts';
import type { Store } from '../store/store.ts';

/** Every site, with the ways into its guests and its figures; and what is known of all their machines. */
export function fleetOver(
  parts: Pick<AppParts, 'hypervisors' | 'keys' | 'freshMs' | 'meter'>,
  store: Store,
) {
  const { keys, freshMs, meter } = parts;
  const ways = keys === undefined ? undefined : createGuestWays(store, keys);
  const hypervisors = parts.hypervisors
    .map((one) => ways?.around(one) ?? one)
    .map((one) => (meter ? meterSite(one, meter) : one));
  const options = { ...defaultInventory, ...(freshMs !== undefined && { freshMs }) };
  return { ways, hypervisors, fleet: createInventory(hypervisors, options) };
}
