import { BotError } from '../../../src/errors.ts';
import type { Machine } from '../../../src/hypervisor.ts';
import type { Client } from './world/client.ts';
import { machineAt } from './world/world.ts';

/** The machine as the hypervisor has it now. Throws `not-found` when it is gone. */
export function find(client: Client, machine: Machine) {
  const found = machineAt(client.look(), machine.id, Date.now());
  if (!found) throw new BotError('not-found', `${machine.name} is no longer there`);
  return found;
}
