import { z } from 'zod';
import type { GuestInterface } from '../../../../src/hypervisor/guest.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import type { Client } from '../client/client.ts';
import { guestPath } from '../guest-path.ts';
import { figure } from '../row.ts';
import { callAgent } from './agent.ts';

/** The prefix is a number by the schema; one that comes as text is taken as well. */
const Address = z.object({ 'ip-address': z.string(), prefix: figure });
const Interface = z.object({
  name: z.string(),
  'hardware-address': z.string().optional(),
  'ip-addresses': z.array(Address).default([]),
});
const FromAgent = z.object({ result: z.array(Interface) });
/** Of a container the node tells itself; before 9 in other words. */
const OfContainer = z
  .array(
    Interface.extend({
      hwaddr: z.string().optional(),
      inet: z.string().optional(),
      inet6: z.string().optional(),
    }),
  )
  .nullable();

/** Where a guest can be reached: a VM's agent says it, a container's node. */
export async function guestAddresses(
  client: Client,
  machine: Machine,
  signal: AbortSignal,
): Promise<readonly GuestInterface[]> {
  if (machine.kind === 'vm') {
    const command = 'network-get-interfaces';
    const { result } = await callAgent(client, { machine, command, returns: FromAgent, signal });
    return result.map(interfaceOf);
  }
  const asked = { schema: OfContainer, signal, name: machine.name };
  const all = await client.get(`${guestPath(machine)}/interfaces`, asked);
  return (all ?? []).map((one) => {
    const { inet, inet6, hwaddr } = one;
    const told = interfaceOf(one);
    const addresses = [inet, inet6].filter((address) => address !== undefined);
    return {
      name: one.name,
      mac: told.mac ?? hwaddr,
      addresses: told.addresses.length > 0 ? told.addresses : addresses,
    };
  });
}

function interfaceOf(one: z.infer<typeof Interface>): GuestInterface {
  return {
    name: one.name,
    mac: one['hardware-address'],
    addresses: one['ip-addresses'].map(({ 'ip-address': address, prefix }) =>
      prefix === undefined ? address : `${address}/${prefix}`,
    ),
  };
}
