import { someAtOnce } from '../../flow/some-at-once.ts';
import type { Fleet } from '../../inventory.ts';
import { machineSubject } from '../engine/subjects.ts';
import { signals } from '../rules/signal.ts';
import type { Reading, Source } from '../source.ts';
import { within } from './bounded.ts';
import { createRounds } from './rounds.ts';
import { type RulesNow, watchedBy } from './watched.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Milliseconds between two calls; each asks a part of the machines, for every one is a question of its own. */
const CALL_MS = 5 * MINUTE;
/** Milliseconds for one machine. */
const LIMIT_MS = 10_000;

/** How old the oldest snapshot of each machine is, in days; 0 where it has none. */
export function snapshotSource(fleet: Pick<Fleet, 'site'>, rules: RulesNow): Source {
  const signal = 'snapshot-old';
  const { everyMs } = signals[signal];
  const rounds = createRounds({ everyMs, callMs: CALL_MS, least: 20 });
  const wanted = watchedBy(rules, [signal]);
  return {
    signals: [signal],
    everyMs: CALL_MS,
    async read({ site, machines, now, signal: ended }) {
      const { snapshots } = fleet.site(site);
      if (snapshots === undefined) return [];
      const all = machines.filter((machine) => machine.template !== true && wanted(machine));
      const found = await someAtOnce(rounds.next(site, all, now), async (machine) => {
        const taken = await within({ signal: ended, ms: LIMIT_MS }, (limit) =>
          snapshots.list(machine, limit),
        );
        if (taken === undefined) return [];
        const oldest = Math.min(now, ...taken.map(({ createdAt }) => createdAt));
        const value = (now - oldest) / DAY;
        return [{ subject: machineSubject(machine), signal, at: now, value } satisfies Reading];
      });
      return found.flat();
    },
  };
}
