import { rowScript } from '../../../src/connectivity/matrix/row.ts';
import type { Hypervisor } from '../../../src/hypervisor.ts';

/** A guest call as it was seen: whose, what, and how long from its start to its output. */
export interface Call {
  readonly machine: string;
  readonly host: string;
  readonly argv: readonly string[];
  readonly ms: number;
}

/** The same site, that tells of every program run in its guests. */
export function watchedGuests(site: Hypervisor, called: (call: Call) => void): Hypervisor {
  const { guest } = site;
  if (!guest) return site;
  const begun = new Map<string, { readonly argv: readonly string[]; readonly at: number }>();
  return {
    ...site,
    guest: {
      ...guest,
      async start(machine, argv, signal) {
        const at = performance.now();
        const process = await guest.start(machine, argv, signal);
        begun.set(`${machine.id} ${process.pid}`, { argv, at });
        return process;
      },
      async wait(machine, process, options) {
        const result = await guest.wait(machine, process, options);
        const { argv = [], at = Number.NaN } = begun.get(`${machine.id} ${process.pid}`) ?? {};
        const { name, host } = machine;
        called({ machine: name, host, argv, ms: performance.now() - at });
        return result;
      },
    },
  };
}

export function isRow({ argv }: Call): boolean {
  return argv.includes(rowScript);
}

/** Milliseconds that the rows take where so many of each host are asked at once, and the longest of them alone. */
export function boundOf(rows: readonly Call[], atOnce: number): number {
  const hosts = Map.groupBy(rows, ({ host }) => host);
  const busiest = [...hosts.values()].map((all) => {
    const sum = all.reduce((total, { ms }) => total + ms, 0);
    return sum / Math.min(atOnce, all.length);
  });
  return Math.max(...busiest) + Math.max(...rows.map(({ ms }) => ms));
}
