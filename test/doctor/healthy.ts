import { factsOfWay, type KnownMachine, type SiteFacts } from '../../src/doctor/facts.ts';
import type { Vitals } from '../../src/hypervisor/checks.ts';
import type { Host } from '../../src/hypervisor.ts';

export const GiB = 1024 ** 3;
export const at = Date.parse('2026-11-01T12:00:00Z');

export function hostOf(site: string, more: Partial<Host> = {}): Host {
  return {
    ...{ site, name: site, cpus: 8, memoryBytes: 32 * GiB, memoryUsedBytes: 8 * GiB },
    ...more,
  };
}

export function machineOf(
  host: string,
  name: string,
  more: Partial<KnownMachine> = {},
): KnownMachine {
  const size = { cpus: 2, memoryBytes: 4 * GiB } as const;
  return { id: `id-${name}`, host, name, state: 'running', tags: [], ...size, ...more };
}

export function vitalsOf(host: string, more: Partial<Vitals> = {}): Vitals {
  return { host, extension: 'VT-x', isMachine: false, nesting: true, ...more };
}

/** A site of one host, where nothing is wrong. */
export function healthy(site: string, more: Partial<SiteFacts> = {}): SiteFacts {
  return {
    ...factsOfWay(site, [], at),
    hosts: [hostOf(site)],
    machines: [machineOf(site, 'web-1')],
    vitals: [vitalsOf(site)],
    segments: [{ host: site, name: 'br0', kind: 'bridge', active: true }],
    pools: [
      {
        ...{ host: site, name: 'disks', type: 'dir', active: true },
        ...{ capacityBytes: 100 * GiB, freeBytes: 60 * GiB },
      },
    ],
    ...more,
  };
}
