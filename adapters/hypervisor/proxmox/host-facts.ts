import { z } from 'zod';
import type { HostFact } from '../../../src/hypervisor/details.ts';
import type { Hypervisor } from '../../../src/hypervisor.ts';
import type { Client } from './client/client.ts';
import { path } from './client/client.ts';
import { figure, word } from './row.ts';

/** Milliseconds for one node. */
const DEADLINE_MS = 3_000;

/** What the summary page of a node is made of, beyond the figures that every host has. */
const Status = z.object({
  kversion: word,
  cpuinfo: z.object({ model: word, cpus: figure, sockets: figure }).optional().catch(undefined),
  'boot-info': z.object({ mode: word }).optional().catch(undefined),
});
type Status = z.infer<typeof Status>;

/** Wants `Sys.Audit` on the node. */
export function createHostFacts(client: Pick<Client, 'get'>): NonNullable<Hypervisor['hostFacts']> {
  return async ({ name }, signal) => {
    const options = { schema: Status, signal, deadlineMs: DEADLINE_MS };
    return factsOf(await client.get(path`/nodes/${name}/status`, options));
  };
}

function factsOf({ kversion, cpuinfo, 'boot-info': boot }: Status): readonly HostFact[] {
  const { model, cpus, sockets } = cpuinfo ?? {};
  const many = sockets === undefined ? '' : ` (${sockets} ${sockets === 1 ? 'socket' : 'sockets'})`;
  return [
    ...(model === undefined || cpus === undefined
      ? []
      : [{ label: 'Processor', value: `${cpus} × ${model}${many}` }]),
    // The build's number and date are of no use to a person.
    ...(kversion === undefined
      ? []
      : [{ label: 'Kernel', value: kversion.split(' ').slice(0, 2).join(' ') }]),
    ...(boot?.mode === undefined ? [] : [{ label: 'Boots by', value: boot.mode }]),
  ];
}
