import { expect, test } from 'vitest';
import { backupSource } from '../../../src/alerts/sources/backups.ts';
import type { Backup, Backups, ListBackups, Verdict } from '../../../src/hypervisor/backups.ts';
import type { Machine } from '../../../src/hypervisor.ts';
import { machine, pretend } from '../../doubles/hypervisor.ts';
import { ask, DAY, fleetOf, inWords, noon } from './asked.ts';

const web = machine('web-1');

function backup(of: Machine, daysAgo: number, more: Partial<Backup> = {}): Backup {
  return {
    ...{ site: 'lab', host: 'kvm-a', place: 'vault', id: `${of.id}@${daysAgo}`, note: '' },
    machine: { id: of.id, birth: of.birth, name: of.name },
    ...{ createdAt: noon - daysAgo * DAY, kind: 'full', warnings: [] },
    ...more,
  };
}

const verified = (verdict: Verdict) => ({ verified: { at: noon, verdict } });

interface Kept {
  readonly backups: readonly Backup[];
  readonly silent?: boolean;
  /** When each machine came to be, in days before now, and which of them were asked. */
  readonly since?: Readonly<Record<string, number>>;
}

function sourceOf(kept: () => Kept) {
  const asked: string[] = [];
  const backups = {
    async list({ silent }: ListBackups) {
      if (kept().silent) silent?.({ host: 'kvm-a', name: 'vault', why: 'does not answer' });
      return kept().backups;
    },
    async since({ name }: Machine) {
      asked.push(name);
      const days = kept().since?.[name];
      return days === undefined ? undefined : noon - days * DAY;
    },
  } satisfies Pick<Backups, 'list' | 'since'>;
  const { hypervisor } = pretend();
  const source = backupSource(fleetOf({ ...hypervisor, backups: { ...noActs, ...backups } }));
  return { source, asked };
}

const refuse = () => Promise.reject(new Error('nobody asks for that here'));
const noActs: Omit<Backups, 'list' | 'since'> = {
  ...{ places: refuse, prospect: refuse, create: refuse, verify: refuse },
  ...{ restoreEffect: refuse, restore: refuse, delete: refuse },
};

const whole = { whole: true, says: '' } as const;
const broken = { whole: false, says: 'block 7 is bad' } as const;
const unsigned = (of: Machine, daysAgo: number) =>
  backup(of, daysAgo, { machine: { id: of.id, birth: '', name: of.name } });

test.each<[string, Kept, string, number]>([
  ['the newest counts', { backups: [backup(web, 9), backup(web, 2)] }, 'web-1 2', 0],
  [
    'one that is not whole is none',
    { backups: [backup(web, 9, verified(whole)), backup(web, 1, verified(broken))] },
    'web-1 9',
    0,
  ],
  ['a machine that never had one is not late, it has none', { backups: [] }, 'web-1 0', 1],
  [
    'what is of an earlier machine with that id is nobody’s',
    { backups: [backup(machine('web-1', { birth: 'earlier' }), 40)] },
    'web-1 0',
    1,
  ],
  [
    'nor is what is older than the machine, where a backup does not say whose it is',
    { backups: [unsigned(web, 40)], since: { 'web-1': 3 } },
    'web-1 0',
    1,
  ],
  [
    'but what is younger than it is its own',
    { backups: [unsigned(web, 40), unsigned(web, 9)], since: { 'web-1': 30 } },
    'web-1 9',
    0,
  ],
])('%s', async (_, kept, late, missing) => {
  const readings = await sourceOf(() => kept).source.read(ask({ machines: [web] }));
  expect(inWords(readings, 'backup-late')).toEqual([late]);
  expect(inWords(readings, 'backup-missing')).toEqual([`web-1 ${missing}`]);
});

test('a machine that is gone has no figure, and nor has a template', async () => {
  const gone = machine('gone');
  const base = machine('base', { template: true });
  const { source } = sourceOf(() => ({ backups: [backup(gone, 400), backup(base, 400)] }));
  expect(await source.read(ask({ machines: [base] }))).toEqual([]);
});

test('a fleet whose backups are in order is asked nothing else', async () => {
  const machines = Array.from({ length: 5 }, (_, at) => machine(`m${at}`));
  const backups = machines.map((one, at) => unsigned(one, at));
  const { source, asked } = sourceOf(() => ({ backups }));
  await source.read(ask({ machines }));
  expect(asked).toEqual(['m2', 'm3', 'm4']);
});

test('a place that does not answer makes none late: there may be newer ones', async () => {
  const fresh = machine('fresh');
  let kept: Kept = { backups: [backup(web, 9), backup(fresh, 0.5)], silent: true };
  const { source } = sourceOf(() => kept);
  const late = async () =>
    inWords(await source.read(ask({ machines: [web, fresh] })), 'backup-late');
  expect(await late()).toEqual(['fresh 0.5']);
  kept = { backups: [backup(web, 9), backup(web, 3), backup(fresh, 0.5)] };
  expect(await late()).toEqual(['web-1 3', 'fresh 0.5']);
  kept = { backups: [backup(web, 9)], silent: true };
  expect(await late()).toEqual(['web-1 3', 'fresh 0.5']);
});
