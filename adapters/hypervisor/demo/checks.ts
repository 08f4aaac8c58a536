import type { Checks, Vitals } from '../../../src/hypervisor/checks.ts';
import type { Connection } from './connect.ts';
import { listMachines } from './machines.ts';
import { hosts } from './world/fleet.ts';

/** A pretended site is always there; whether its journal can be read and written is the true part. */
export function createChecks(connection: Connection, site: string): Checks {
  return {
    async run(signal) {
      signal.throwIfAborted();
      const machines = listMachines(connection.look(), site, Date.now());
      const says = `it answers, with ${machines.length} machines`;
      return [{ code: 'site-silent', subject: 'reach', state: 'ok', says }];
    },
    async vitals(signal) {
      signal.throwIfAborted();
      return hosts.map(({ name, clockBehindMs = 0 }) => vitals(name, clockBehindMs));
    },
  };
}

/** As a host of type 1 would tell them. */
function vitals(host: string, clockBehindMs: number): Vitals {
  const now = Date.now();
  return {
    host,
    type: { number: 1, why: 'pretended, as all of it' },
    kernel: '6.12.0-demo',
    clock: { there: now - clockBehindMs, asked: now, answered: now },
    extension: 'VT-x',
    isMachine: false,
    nesting: true,
  };
}
