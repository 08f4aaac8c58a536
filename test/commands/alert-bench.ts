import { afterAll, beforeAll, expect } from 'vitest';
import { coversOf } from '../../src/access/covers.ts';
import { createAlerting } from '../../src/alerts/alerting.ts';
import type { KeptIncident } from '../../src/alerts/records.ts';
import { readAlerts } from '../../src/alerts/section.ts';
import { alertDesk } from '../../src/app/alert-desk.ts';
import type { CommandContext } from '../../src/command.ts';
import { BotError } from '../../src/errors.ts';
import { machine, pretend } from '../doubles/hypervisor.ts';
import { hostNamed, machineOn } from '../fixtures/alerts.ts';
import { BEGIN, incidentOf, kept, later } from '../fixtures/incidents.ts';
import { type Member, type World, world } from '../fixtures/stores.ts';
import { openBench } from './bench.ts';

export const MINUTE = 60_000;
/** Twenty minutes after the stories began. */
export const now = Date.now();
const since = now - 20 * MINUTE - BEGIN;
const web = machineOn('kvm-a', 'web-1', { tags: ['web'] });
const db = machineOn('kvm-a', 'db-1');
const cpu = { signal: 'machine-cpu', value: () => 0.93 } as const;

export const one = { ...incidentOf({ ...cpu, subjects: [web], minutes: 12 }), number: 12 };
export const both = {
  ...incidentOf({ ...cpu, signal: 'machine-memory', subjects: [web, db], minutes: 15 }),
  number: 13,
};
export const over = {
  ...incidentOf({ ...cpu, subjects: [db], minutes: 60, value: (at) => (at < 20 ? 0.93 : 0.1) }),
  number: 9,
};
export const lost = {
  ...incidentOf({
    signal: 'host-lost',
    subjects: [hostNamed('kvm-b')],
    value: () => 1,
    minutes: 3,
  }),
  number: 14,
};
export const silent = kept(
  {
    ...{ id: 'x', signal: 'no-data', site: 'kvm', state: 'firing', severity: 'warning' },
    ...{ startedAt: 0, noDataSince: 0, members: [], flapping: false },
  },
  15,
);

let database: World;
let member: Member;

/** A real store for the tests of this file, in which each finds only what it puts there. */
export function keepAlerts(): void {
  beforeAll(async () => {
    database = await world();
    member = await database.join();
  });
  afterAll(() => database.dispose());
}

/** As whoever polls the site writes them, under the numbers that they have. */
async function store(incidents: readonly KeptIncident[]): Promise<void> {
  const { pool } = member.database;
  await pool.query('truncate incidents, silences, held_back restart identity');
  for (const { number, ...story } of incidents) {
    const incident = later(story, since);
    const { id, site, state, startedAt, endedAt } = incident;
    await pool.query(
      `insert into incidents (number, id, site, state, started_at, ended_at, shown, working)
        overriding system value values ($1, $2, $3, $4, $5, $6, $7, $7)`,
      [
        ...[number, `${id} ${number}`, site, state, new Date(startedAt)],
        ...[endedAt === undefined ? null : new Date(endedAt), JSON.stringify(incident)],
      ],
    );
  }
}

/** As the built-in policy judges a rule on these selectors. */
export function rightsOn(...selectors: readonly string[]): CommandContext['may'] {
  const covers = coversOf(selectors);
  return (permission, { machines = [], hosts = [], sites = [] } = {}) =>
    permission !== 'alert.mute-all' &&
    machines.every(({ machine: each }) => covers.machine(each)) &&
    hosts.every(({ host }) => covers.host(host)) &&
    sites.every(covers.site);
}

interface Setting {
  readonly incidents?: readonly KeptIncident[];
  readonly may?: CommandContext['may'];
  readonly yaml?: object;
  /** The site kvm does not answer, and never has. */
  readonly away?: boolean;
  /** Whether it is known who watches what. */
  readonly asksWho?: boolean;
}

/** Alerts of two sites, as a command meets them. */
export async function openAlerts({
  incidents = [one, both, over, lost],
  may,
  yaml = {},
  away = false,
  asksWho = false,
}: Setting = {}) {
  const kvm = pretend({ name: 'kvm' });
  kvm.hosts = ['kvm-a', 'kvm-b'].map((name) => ({ site: 'kvm', name, cpus: 2 }));
  kvm.machines = [
    machine('web-1', { site: 'kvm', host: 'kvm-a', tags: ['web'] }),
    machine('db-1', { site: 'kvm', host: 'kvm-a' }),
  ];
  kvm.silence = away ? 'gone' : undefined;
  const vbox = pretend({ name: 'vbox' });
  vbox.machines = [machine('web-1', { site: 'vbox', host: 'desk' })];
  const { alerts: settings, problems } = readAlerts({ alerts: yaml });
  expect(problems).toEqual([]);
  await store(incidents);
  const alerts = alertDesk({ store: member.store, alerting: createAlerting(settings) });
  const bench = openBench([kvm.hypervisor, vbox.hypervisor], {
    ...{ alerts, may, now: () => now },
    replicas: asksWho ? member.store.replicas : undefined,
  });
  return { alerts, ...bench };
}

export const refusalOf = (line: Promise<unknown>): Promise<BotError> =>
  line.then(
    () => expect.unreachable(),
    (error: unknown) => (error instanceof BotError ? error : Promise.reject(error)),
  );
