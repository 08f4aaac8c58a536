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

/** What is on one host. */
export interface HostCount {
  readonly site: string;
  readonly host: string;
  readonly all: number;
  readonly running: number;
  readonly bad: number;
}

/** A row a host, in their order. */
export function hostCounts(hosts: readonly HostCount[], sites: number): readonly Block[] {
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

/** Lists that are shorter: the first of the hosts, and the states there are besides running. */
export function filters(rows: readonly Counted[], hosts: readonly HostCount[]): readonly Action[] {
  const states = new Set(rows.map(({ machine }) => machine.state));
  return [
    ...(['crashed', 'unknown', 'paused', 'stopped'] as const)
      .filter((state) => states.has(state))
      .slice(0, 2)
      .map((state) => ({ label: `Only ${state}`, command: `vm list state:${state}` })),
    ...hosts
      .slice(0, 2)
      .map(({ host }) => ({ label: `On ${host}`, command: `vm list host:${host}` })),
  ];
}

/** Those with problems first, then the fullest. */
export function byHost(rows: readonly Counted[]): readonly HostCount[] {
  return [...Map.groupBy(rows, ({ machine }) => machine.site)]
    .flatMap(([site, there]) =>
      [...Map.groupBy(there, ({ machine }) => machine.host)].map(([host, its]) => ({
        ...{ site, host, all: its.length },
        // Of what was not read in time nobody knows whether it runs.
        running: its.filter(({ machine, bad }) => !bad && machine.state === 'running').length,
        bad: its.filter(({ bad }) => bad).length,
      })),
    )
    .sort((a, b) => b.bad - a.bad || b.all - a.all);
}
