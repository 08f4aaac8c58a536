import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Rule } from '../../../src/alerts/rules/rule.ts';
import { storageSource } from '../../../src/alerts/sources/storage.ts';
import type { Pool } from '../../../src/hypervisor/storage.ts';
import { pretend } from '../../doubles/hypervisor.ts';
import { db1, type WatchedWorld, watchedWorld, web } from '../../fixtures/site-watch.ts';
import { fleetOf } from '../sources/asked.ts';

const full: Rule = {
  ...{ name: 'full', signal: 'storage-fill', trigger: 0.9, clear: 0.9 },
  ...{ forMs: 0, clearForMs: 0, severity: 'critical' },
};

let here: WatchedWorld;
beforeEach(async () => {
  here = await watchedWorld();
});
afterEach(() => here.dispose());

/** As a process has it that has just been started: it remembers nothing of before. */
function storages(pools: () => readonly Pool[]) {
  const { hypervisor } = pretend();
  const fleet = fleetOf({
    ...hypervisor,
    site: { ...hypervisor.site, name: 'kvm' },
    storage: { pools: async () => pools(), volumes: async () => [] },
  });
  return [{ ...storageSource(fleet), everyMs: 5 }];
}

test('a storage that fires and falls silent goes on where the bot starts again, until it tells', async () => {
  const pool = { ...{ host: 'kvm-a', name: 'nfs', type: 'dir', active: true }, capacityBytes: 100 };
  let pools: readonly Pool[] = [{ ...pool, freeBytes: 3 }];
  const before = here.watch({ rules: [full], sources: storages(() => pools) });
  await before.answers(1);
  expect(await here.said()).toEqual(['Alert 1: critical, firing']);
  await here.deliver();
  pools = [{ ...pool, active: false, problem: 'it does not answer' }];
  await before.answers(1);
  await before.dies();
  const other = await here.next();
  const after = here.watch({ ...other, rules: [full], sources: storages(() => pools) });
  await after.answers(3);
  expect(await here.states()).toEqual(['firing']);
  pools = [{ ...pool, freeBytes: 60 }];
  await after.answers(1);
  expect(await here.states()).toEqual(['resolved']);
});

test('nothing of a machine is over while its host does not tell how it is', async () => {
  const site = here.watch();
  await site.answers(1.5, { cpu: 0.9 });
  const unknown = { ...web, state: 'unknown' as const };
  await site.answers(3, { machines: [unknown, db1] });
  expect(await here.states()).toEqual(['firing']);
  await site.answers(1, { machines: [{ ...web, state: 'stopped' }, db1] });
  expect(await here.states()).toEqual(['resolved']);
});
