import { certainSkew } from '../../doctor/rules/hosts.ts';
import type { CheckupRecords } from '../../store/checkups.ts';
import { hostSubject } from '../engine/subjects.ts';
import { signals } from '../rules/signal.ts';
import type { Source } from '../source.ts';

/** Milliseconds after which what a check found says nothing of now. */
const OLD_MS = 3_600_000;

/** How far the hosts' clocks are from ours, as the last check found: no host is asked again. */
export function hostClockSource(checkups: Pick<CheckupRecords, 'clocks'>): Source {
  const signal = 'host-clock';
  return {
    signals: [signal],
    everyMs: signals[signal].everyMs,
    async read({ site, hosts, now }) {
      const there = new Set(hosts.map(({ name }) => name));
      const found = await checkups.clocks(site);
      return found.flatMap(({ host, clock, at }) => {
        if (clock === undefined || !there.has(host) || now - at > OLD_MS) return [];
        const value = Math.abs(certainSkew(clock));
        return [{ subject: hostSubject({ site, name: host }), signal, at, value }];
      });
    },
  };
}
