import type { Machine } from '../../../../src/hypervisor.ts';
import type { Client } from '../client.ts';
import { uuidWord } from '../words.ts';

/**
 * The stored definition with its passwords, for giving it back to libvirt: without them a console that had one would
 * be open to all. For memory alone, never for a step's result.
 * https://www.libvirt.org/manpages/virsh.html#dumpxml
 */
export async function ownDefinition(
  client: Client,
  machine: Machine,
  signal: AbortSignal,
): Promise<string> {
  const line = `dumpxml ${uuidWord(machine.id)} --inactive --security-info`;
  const [xml = ''] = await client.query([line], { signal, name: machine.name });
  return xml;
}
