import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Backups, SilentPlace } from '../../../../../src/hypervisor/backups.ts';
import { need, never } from '../../../../contracts/subject.ts';
import { memoryTask } from '../../../../contracts/task.ts';
import { type OpenSite, openSite } from '../open-site.ts';

let site: OpenSite;
let backups: Backups;
beforeEach(async () => {
  site = await openSite();
  backups = need(site.hypervisor.backups);
});
afterEach(() => site.close());

const sent = (method: string, path: RegExp) =>
  site.double.calls.filter((call) => call.method === method && path.test(call.path));

describe('backups on a bad day', () => {
  it('a storage that hangs is told, and the others are listed', { timeout: 30_000 }, async () => {
    const off = await site.machine('db01');
    await backups.create(off, { note: 'kept', place: 'local' }, memoryTask());
    site.double.faults.hangingStorages.add('nas');
    const silent: SilentPlace[] = [];
    const all = await backups.list({ signal: never, silent: (place) => silent.push(place) });
    expect(all.map(({ note }) => note)).toEqual(['kept']);
    expect(silent.map(({ name }) => name)).toEqual(['nas']);
    const places = await backups.places(never);
    expect(places.filter(({ problem }) => problem !== undefined).map(({ name }) => name)).toEqual(
      places.filter(({ name }) => name === 'nas').map(({ name }) => name),
    );
  });

  it('nothing else is pruned by a backup, whatever the storage keeps', async () => {
    const off = await site.machine('db01');
    await backups.create(off, { note: '' }, memoryTask());
    const [call] = sent('POST', /vzdump$/);
    expect(call?.params).toMatchObject({ remove: '0', compress: 'zstd', mode: 'snapshot' });
  });

  it('a place without room refuses, and nothing is sent', async () => {
    const { world } = site.double;
    const local = need(world.storages.get('local'));
    local.used = local.bytes;
    const off = await site.machine('db01');
    const wanted = { note: '', place: 'local' };
    const refused = backups.create(off, wanted, memoryTask());
    await expect(refused).rejects.toMatchObject({ code: 'conflict' });
    expect(sent('POST', /vzdump$/)).toEqual([]);
  });

  it('a machine that was made after the backup is not overwritten by it', async () => {
    const off = await site.machine('db01');
    const { backup } = await backups.create(off, { note: '' }, memoryTask());
    const guest = need(site.double.world.guests.get(101));
    const later = Math.floor(Date.now() / 1_000) + 60;
    guest.config['meta'] = `creation-qemu=10.0.13,ctime=${later}`;
    const wanted = { as: 'same', start: false } as const;
    await expect(backups.restoreEffect(backup, wanted, never)).rejects.toMatchObject({
      code: 'conflict',
      message: 'Another machine has the id 101 now: db01',
    });
    expect(await backups.list({ signal: never, machine: off })).toEqual([]);
  });

  it('a restore that fails leaves no machine', async () => {
    const off = await site.machine('db01');
    const { backup } = await backups.create(off, { note: '' }, memoryTask());
    site.double.faults.task({ type: 'qmrestore', fail: 'zstd: corrupt input', midway: true });
    const wanted = { as: 'new', name: 'from-broken', start: false } as const;
    await expect(backups.restore(backup, wanted, memoryTask())).rejects.toMatchObject({
      code: 'failed',
    });
    const names = (await site.hypervisor.machines(never)).map(({ name }) => name);
    expect(names).not.toContain('from-broken');
  });
});
