import type { Action, Block, Cell } from '../card.ts';
import { count } from '../format.ts';
import type { Machine } from '../hypervisor.ts';

/** Above this a chat shows counts: more rows than a person scrolls through on a phone. */
export const MAX_ROWS = 50;
/** Hosts named one by one. */
const MAX_HOSTS = 20;
/** Machines with a problem that are named one by one. */
export const MAX_PROBLEMS = 20;

export interface Counted {
  readonly machine: Machine;
  /** It needs a look: crashed, unknown, or not read in time. */
  readonly bad: boolean;
}

interface HostCount {
  readonly site: string;
  readonly host: string;
  all: number;
  running: number;
  bad: number;
}

/** A row a host, those with problems first. */
export function hostCounts(rows: readonly Counted[], sites: number): readonly Block[] {
  const hosts = byHost(rows);
  const shown = hosts.slice(0, MAX_HOSTS);
  const more = hosts.length - shown.length;
  return [
    {
      type: 'table',
      columns: [
        { label: 'Host' },
        { label: 'Running', align: 'right' },
        { label: 'Problems', align: 'right' },
        ...(sites > 1 ? [{ label: 'Site' }] : []),
      ],
      rows: shown.map(({ site, host, all, running, bad }): Cell[] => [
        host,
        `${running} of ${all}`,
        bad > 0 ? { text: String(bad), tone: 'warning' } : '',
        ...(sites > 1 ? [site] : []),
      ]),
    },
    ...(more > 0
      ? [{ type: 'text', text: `And ${count(more, 'more host')}; host list names them.` } as const]
      : []),
  ];
}

/** How to come to a list that can be read. */
export const filterWords: Block = {
  type: 'text',
  text: 'Ask for fewer to see each: vm list web-*, tag:prod, host:NAME, state:stopped.',
};

/** Lists that are shorter: the worst hosts, and the states there are besides running. */
export function filters(rows: readonly Counted[]): readonly Action[] {
  const states = new Set(rows.map(({ machine }) => machine.state));
  const hosts = byHost(rows).slice(0, 2);
  return [
    ...(['crashed', 'unknown', 'paused', 'stopped'] as const)
      .filter((state) => states.has(state))
      .slice(0, 2)
      .map((state) => ({ label: `Only ${state}`, command: `vm list state:${state}` })),
    ...hosts.map(({ host }) => ({ label: `On ${host}`, command: `vm list host:${host}` })),
  ];
}

function byHost(rows: readonly Counted[]): readonly HostCount[] {
  const hosts = new Map<string, HostCount>();
  for (const { machine, bad } of rows) {
    const { site, host, state } = machine;
    const key = JSON.stringify([site, host]);
    const counted = hosts.get(key) ?? { site, host, all: 0, running: 0, bad: 0 };
    counted.all += 1;
    // Of what was not read in time nobody knows whether it runs.
    counted.running += !bad && state === 'running' ? 1 : 0;
    counted.bad += bad ? 1 : 0;
    hosts.set(key, counted);
  }
  return [...hosts.values()].sort((a, b) => b.bad - a.bad || b.all - a.all);
}
