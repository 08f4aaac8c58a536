import type { Machine } from '../../hypervisor.ts';
import type { SignalRecords, Trouble } from '../../store/alerts/signals.ts';
import { taskSubject } from '../engine/subjects.ts';
import { signals } from '../rules/signal.ts';
import type { Source } from '../source.ts';

/** Milliseconds for which a failed task is trouble. */
const LASTS_MS = 3_600_000;

/** Tasks that failed lately, and those that wait for a person; a group is one. Afterwards they are no subjects any more. */
export function taskSource(records: Pick<SignalRecords, 'troubles'>): Source {
  const signal = 'task-failed';
  return {
    signals: [signal],
    everyMs: signals[signal].everyMs,
    async read({ site, machines, now }) {
      const troubles = await records.troubles(site, now - LASTS_MS);
      const tasks = Map.groupBy(troubles, ({ id, parent }) => parent?.id ?? id);
      const places = placesOn(site, troubles, machines);
      return [...tasks].map(([id, failed]) => {
        const title = failed[0]?.parent?.title ?? failed[0]?.title ?? '';
        const subject = taskSubject({ site, id, title, ...oneOf(failed.map(places)) });
        return { subject, signal, at: now, value: 1 };
      });
    },
  };
}

type Where = Pick<Machine, 'host' | 'tags'>;

const nowhere: Where = { host: '', tags: [] };

/** Where a task was at work, by what it claimed. */
function placesOn(
  site: string,
  troubles: readonly Trouble[],
  machines: readonly Machine[],
): (task: Trouble) => Where {
  const claimed = new Set(troubles.flatMap(({ targets }) => targets));
  const byTarget = new Map(
    machines
      .map((machine): [string, Where] => [`machine:${site}/${machine.id}`, machine])
      .filter(([target]) => claimed.has(target)),
  );
  const onHost = `host:${site}/`;
  return ({ targets }) => {
    const machine = targets.map((target) => byTarget.get(target)).find((one) => one !== undefined);
    if (machine !== undefined) return machine;
    const host = targets.find((target) => target.startsWith(onHost))?.slice(onHost.length);
    return host === undefined ? nowhere : { host, tags: [] };
  };
}

/** What all of them have: a group over several hosts is on none. */
function oneOf(places: readonly Where[]): Where {
  const [first = nowhere] = places;
  const tags = first.tags.filter((tag) => places.every((place) => place.tags.includes(tag)));
  return { host: places.every(({ host }) => host === first.host) ? first.host : '', tags };
}
