import type { History, HistoryPoint, Span } from '../../../src/hypervisor/history.ts';
import type { Connection } from './connect.ts';
import { find } from './find.ts';
import { listHosts } from './machines.ts';
import { life } from './world/life.ts';

/** As many points as Proxmox keeps of an hour. */
const POINTS = 60;

/** What would have been measured: the figures of the demo are the same for the same moment. */
export function createHistory(connection: Connection, site: string): History {
  const { look } = connection;
  return {
    async machine(machine, span, signal) {
      signal.throwIfAborted();
      const { seed, state } = find(connection, machine);
      if (state.state !== 'running') return [];
      return moments(span)
        .filter((at) => at >= state.bootedAt)
        .map((at): HistoryPoint => {
          const { cpuFraction, memoryUsedBytes } = life(seed, state, at);
          return { at, cpuFraction, memoryUsedBytes };
        });
    },
    async host({ name }, span, signal) {
      signal.throwIfAborted();
      return moments(span).flatMap((at): HistoryPoint[] => {
        const host = listHosts(look(), site, at).find((one) => one.name === name);
        if (host === undefined) return [];
        const { cpuFraction, memoryUsedBytes } = host;
        return [{ at, cpuFraction, memoryUsedBytes }];
      });
    },
  };
}

function moments({ from, to }: Span): readonly number[] {
  const step = (to - from) / POINTS;
  return Array.from({ length: POINTS }, (_, at) => Math.round(from + at * step));
}
