import { expect, it, onTestFinished } from 'vitest';
import { openClient } from '../../../../adapters/hypervisor/demo/world/client.ts';
import { fleet } from '../../../../adapters/hypervisor/demo/world/fleet.ts';
import type { Backups } from '../../../../src/hypervisor/backups.ts';
import { need, never } from '../../../contracts/subject.ts';
import { memoryTask } from '../../../contracts/task.ts';
import { openDemo } from './site.ts';

async function open(settings: object = {}) {
  const site = await openDemo(settings);
  onTestFinished(() => site.close());
  const { hypervisor } = site;
  const backups: Backups = need(hypervisor.backups);
  return {
    site,
    hypervisor,
    backups,
    list: () => backups.list({ signal: never }),
    free: async (name: string) =>
      (await backups.places(never)).find((place) => place.name === name)?.freeBytes ?? 0,
    machine: async (name: string) =>
      need((await hypervisor.machines(never)).find((each) => each.name === name)),
  };
}

it('a cancelled backup gives its room back, and the machine is free at once', async () => {
  const { backups, free, machine, list, hypervisor } = await open({ speed: 1 });
  const [before, room] = [await list(), await free('vault')];
  const task = memoryTask();
  const web = await machine('web-2');
  const made = backups.create(web, { note: '' }, task);
  await expect.poll(() => task.progress.length).toBeGreaterThan(0);
  expect(await free('vault')).toBeLessThan(room);
  await expect(hypervisor.power(web, 'stop', memoryTask())).rejects.toMatchObject({ code: 'busy' });
  task.stop('cancelled');
  await expect(made).rejects.toMatchObject({ code: 'cancelled' });
  expect(await free('vault')).toBe(room);
  expect(await list()).toEqual(before);
  expect((await machine('web-2')).stateReason).toBeUndefined();
});

it('a cancelled restore makes no machine, and leaves the one it would replace as it was', async () => {
  const { backups, machine, list, hypervisor } = await open({ speed: 1 });
  const [backup] = (await list()).filter((one) => one.machine.name === 'git');
  const names = async () => (await hypervisor.machines(never)).map(({ name }) => name);
  const before = await names();
  const cancelled = async (wanted: Parameters<Backups['restore']>[1]) => {
    const task = memoryTask();
    const restored = backups.restore(need(backup), wanted, task);
    await expect.poll(() => task.progress.length).toBeGreaterThan(0);
    task.stop('cancelled');
    await expect(restored).rejects.toMatchObject({ code: 'cancelled' });
  };
  await cancelled({ as: 'new', name: 'git-2', start: false });
  expect(await names()).toEqual(before);
  await hypervisor.power(await machine('git'), 'stop', memoryTask());
  const snapshots = async () => hypervisor.snapshots?.list(await machine('git'), never);
  const kept = await snapshots();
  await cancelled({ as: 'same', start: true });
  expect((await machine('git')).state).toBe('stopped');
  expect(await snapshots()).toEqual(kept);
});

it('a machine that was backed up fills its place, until there is no room', async () => {
  const { backups, machine, free } = await open();
  const web = await machine('web-1');
  const fill = async () => {
    for (let made = 0; made < 50; made += 1) {
      const { needsBytes = 0 } = await backups.prospect(web, { note: '' }, never);
      if (needsBytes > (await free('local'))) return made;
      await backups.create(web, { note: '' }, memoryTask());
    }
    return 50;
  };
  expect(await fill()).toBeLessThan(50);
  await expect(backups.create(web, { note: '' }, memoryTask())).rejects.toMatchObject({
    code: 'conflict',
    message: 'No space left on local',
  });
});

it('backups and what was restored outlive the sealing of the journal', async () => {
  const { backups, machine, list, site, hypervisor } = await open();
  await backups.create(await machine('web-2'), { note: 'kept' }, memoryTask());
  const [newest] = await list();
  const wanted = { as: 'new', name: 'web-9', start: false } as const;
  await backups.restore(need(newest), wanted, memoryTask());
  const before = await list();
  const place = { directory: site.directory, name: 'demo-campus' };
  const client = openClient({ ...place, seeds: fleet(12), fullBytes: 1 });
  onTestFinished(() => client.close());
  client.send({ call: 'guest.clock', machine: '102' });
  const again = site.again();
  expect(await again.backups?.list({ signal: never })).toEqual(before);
  expect((await again.machines(never)).find(({ name }) => name === 'web-9')).toMatchObject({
    state: 'stopped',
  });
  expect(await again.machines(never)).toEqual(await hypervisor.machines(never));
  await again.close?.();
});

it('a crowd for measuring begins without any', async () => {
  const { list } = await open({ machines: 30 });
  expect(await list()).toEqual([]);
});
