import type { Checks } from '../../../src/hypervisor/checks.ts';
import type { Connection } from './connect.ts';
import { listMachines } from './machines.ts';

/** A pretended site is always there; whether its journal can be read and written is the true part. */
export function createChecks(connection: Connection, site: string): Checks {
  return {
    async run(signal) {
      signal.throwIfAborted();
      const machines = listMachines(connection.look(), site, Date.now());
      return [
        { subject: 'reach', state: 'ok', says: `it answers, with ${machines.length} machines` },
        { subject: 'demo', state: 'ok', says: 'none of them is real: nothing can be broken here' },
      ];
    },
  };
}
