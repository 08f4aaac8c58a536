import { expect } from 'vitest';
import { createEngine } from '../../../src/alerts/engine/engine.ts';
import type { Post } from '../../../src/alerts/incident.ts';
import { defaultRules } from '../../../src/alerts/rules/default-rules.ts';
import type { Source } from '../../../src/alerts/source.ts';
import { waySource } from '../../../src/alerts/sources/ways.ts';
import { whatOf } from '../../../src/alerts/words.ts';
import { rowScript } from '../../../src/connectivity/matrix/row.ts';
import { BotError } from '../../../src/errors.ts';
import type { Machine } from '../../../src/hypervisor.ts';
import { createInventory } from '../../../src/inventory.ts';
import type { Store } from '../../../src/store/store.ts';
import { guest, machine, type Pretend, pretend } from '../../doubles/hypervisor.ts';
import { ask, noon } from './asked.ts';

const MINUTE = 60_000;
const LOOK = 5 * MINUTE;

const homes = { 'web-1': 'lab', 'web-2': 'lab', 'db-1': 'pve', 'db-2': 'pve' } as const;
type Name = keyof typeof homes;
export const names: readonly Name[] = ['web-1', 'web-2', 'db-1', 'db-2'];
const addressOf = (name: string) => `10.0.0.${names.map(String).indexOf(name) + 1}`;
const nameAt = (address: string) => names[Number(address.split('.').at(-1)) - 1];

/** Two sites with four machines; what does not answer is said by the test. */
export function openWorld(
  records: Pick<Store['signals'], 'answeredWays' | 'reachedWays'>,
  tags = ['mesh'],
) {
  const cut = new Set<string>();
  const mute = new Set<string>();
  const calls: string[] = [];
  const works: string[] = [];
  /** What happens while the machines ping. */
  const meanwhile: (() => void)[] = [];
  const channel = guest({
    addresses: async ({ name }) => [{ name: 'eth0', addresses: [`${addressOf(name)}/24`] }],
    async start({ name }, [, , script = '', , , ...marked]) {
      if (mute.has(name)) throw new BotError('conflict', 'its agent is gone');
      expect(script).toBe(rowScript);
      calls.push(name);
      for (const happen of meanwhile) happen();
      return { pid: works.push(answersOf(name, marked)) };
    },
    wait: async (_machine, { pid }) => ({
      ...{ exitCode: 0, stderr: '', truncated: false },
      stdout: works[pid - 1] ?? '',
    }),
  });
  const answersOf = (from: string, marked: readonly string[]) =>
    marked
      .flatMap((mark, at) => {
        if (at % 2 === 1) return [];
        const to = nameAt(marked[at + 1] ?? '') ?? '';
        const isCut = [from, to, `${from}>${to}`].some((one) => cut.has(one));
        const got = isCut ? 0 : 3;
        return [
          `\n--nakhoda:${mark}--\n3 packets transmitted, ${got} packets received, ${isCut ? 100 : 0}% packet loss\n`,
        ];
      })
      .concat('\n--nakhoda:end--\n')
      .join('');
  const sites: Record<'lab' | 'pve', Pretend> = {
    lab: pretend({ name: 'lab', guest: channel }),
    pve: pretend({ name: 'pve', guest: channel }),
  };
  const put = (name: Name, more: Partial<Machine> = {}) => {
    const site = sites[homes[name]];
    const others = site.machines.filter((one) => one.name !== name);
    site.machines = [...others, machine(name, { site: homes[name], tags, ...more })];
  };
  for (const name of names) put(name);
  const fleet = createInventory([sites.lab.hypervisor, sites.pve.hypervisor], {
    ...{ freshMs: 0, deadlineMs: 60_000 },
  });
  const begin = () => waySource({ fleet, records, rules: () => defaultRules });
  const engine = createEngine(defaultRules);
  let source = begin();
  let looks = 0;
  return {
    ...{ cut, mute, calls, sites, put, engine, meanwhile },
    /** Another process goes on. */
    anew() {
      source = begin();
    },
    /** One look as whoever polls that site looks; what is said then. */
    async look(site: 'lab' | 'pve' = 'lab'): Promise<readonly string[]> {
      const now = noon + looks * LOOK;
      looks += 1;
      return said(await lookOnce(source, site, now), now);
    },
  };

  async function lookOnce(of: Source, site: 'lab' | 'pve', now: number) {
    const { machines } = sites[site];
    return of.read(ask({ site, machines, now }));
  }
  function said(readings: Awaited<ReturnType<Source['read']>>, now: number): readonly string[] {
    const handles = engine.watch(
      'lab',
      readings.map(({ subject }) => subject),
      now,
    );
    for (const [place, { signal, at, value }] of readings.entries()) {
      if (value !== undefined) engine.observe(handles[place] ?? -1, signal, at, value);
    }
    engine.heard('lab', now);
    return engine.tick(now).map(inWords);
  }
}

function inWords({ how, why, incident }: Post): string {
  const firing = incident.members.filter(({ until }) => until === undefined);
  return `${how} ${why}: ${whatOf(incident, defaultRules)} (${firing
    .map(({ subject }) => subject.name)
    .toSorted()
    .join(', ')})`;
}
