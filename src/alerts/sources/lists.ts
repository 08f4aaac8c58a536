import { keyOf, type Watched } from '../../connectivity/watch/look.ts';
import type { Hypervisor, Machine } from '../../hypervisor.ts';
import type { Fleet } from '../../inventory.ts';
import type { SourceAsk } from '../source.ts';
import { within } from './bounded.ts';

/** The machines of all sites, for what is about several of them. */
export interface Lists {
  /** Ordered by site and name. Of a site that does not answer: as they were. */
  all(ask: SourceAsk): Promise<readonly Watched[]>;
  /** Asks their sites once more, whether each runs now; undefined where a site does not say. */
  running(
    of: readonly Watched[],
    signal: AbortSignal,
  ): Promise<(one: Watched) => boolean | undefined>;
}

/** Milliseconds for the list of a site. */
const LIMIT_MS = 15_000;
/** Milliseconds for which what its own poller has brought here is asked of nobody. */
const YOUNG_MS = 6 * 60_000;

interface Listed {
  readonly at: number;
  readonly machines: readonly Machine[];
  readonly away: boolean;
}

export function createLists({ sites }: Pick<Fleet, 'sites'>): Lists {
  const known = new Map<string, Listed>();
  const listOf = async (hypervisor: Hypervisor, { site, machines, now, signal }: SourceAsk) => {
    const { name } = hypervisor.site;
    const before = known.get(name);
    if (name === site) return { at: now, machines, away: false };
    if (before && !before.away && now - before.at < YOUNG_MS) return before;
    const asked = await fresh(hypervisor, signal);
    return { at: now, machines: asked ?? before?.machines ?? [], away: asked === undefined };
  };
  return {
    async all(ask) {
      const lists = await Promise.all(
        sites.map(async (hypervisor) => {
          const listed = await listOf(hypervisor, ask);
          known.set(hypervisor.site.name, listed);
          return listed.machines.map((machine) => ({ machine, hypervisor, away: listed.away }));
        }),
      );
      const all = lists.flat();
      const named = Map.groupBy(all, ({ machine }) => machine.name);
      return all
        .map((one): Watched => {
          const { site, name } = one.machine;
          const isOnly = named.get(name)?.length === 1;
          return { ...one, label: isOnly ? name : `${site}/${name}` };
        })
        .toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
    },
    async running(of, signal) {
      const asked = new Map(of.map(({ hypervisor }) => [hypervisor.site.name, hypervisor]));
      const lists = await Promise.all([...asked.values()].map((one) => fresh(one, signal)));
      const now = new Map([...asked.keys()].map((site, at) => [site, lists[at]]));
      return ({ machine }) =>
        now
          .get(machine.site)
          ?.some((one) => keyOf(one) === keyOf(machine) && one.state === 'running');
    },
  };
}

function fresh(hypervisor: Hypervisor, signal: AbortSignal) {
  return within({ signal, ms: LIMIT_MS }, (limit) => hypervisor.machines(limit));
}

function orderOf({ machine: { site, name, id } }: Watched): string {
  return `${site}/${name}/${id}`;
}
