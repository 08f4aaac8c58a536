import { existsSync, readdirSync } from 'node:fs';
import { copyFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { folderNameOf } from '../../../../adapters/hypervisor/virtualbox/provision/names.ts';
import { need } from '../../../contracts/subject.ts';
import { memoryTask } from '../../../contracts/task.ts';
import { imagesOf } from '../../../lab/virtualbox/images.ts';
import { type Maker, openMaker } from './maker.ts';

const { signal } = new AbortController();
const MiB = 1024 ** 2;

describe('machines of a VirtualBox that the bot makes and deletes', () => {
  let maker: Maker;
  beforeAll(async () => {
    maker = await openMaker();
  });
  afterAll(() => maker.close());
  afterEach(() => maker.clear());

  it.each(['we"ird ü {x}', "=a='b' $(reboot)", 'a😀b漢字é.', ' %&*? '])(
    'one called %j is made where it was foretold, cloned and deleted',
    async (name) => {
      const one = await maker.create(name, { description: 'line "one"\n--two <x/>' });
      expect(one).toMatchObject({ name, note: 'line "one"\n--two <x/>' });
      const folder = join(maker.folder, folderNameOf(name));
      expect(existsSync(folder)).toBe(true);
      const copy = { name: `${name}-2`, linked: false, start: false };
      const { machine: ref } = await maker.provision.clone(one, copy, memoryTask());
      maker.note(ref.id);
      expect((await maker.machine(ref.id)).name).toBe(`${name}-2`);
      await maker.remove(await maker.machine(ref.id));
      await maker.remove(one);
      expect(existsSync(folder)).toBe(false);
    },
  );

  it('a raw image is copied too, and grows; its medium’s system is known by its name', async () => {
    const one = await maker.create('raw', { source: { image: 'tiny.img' }, diskBytes: 64 * MiB });
    const [disk] = await maker.provision.disks(one, signal);
    expect(disk).toMatchObject({ capacityBytes: 64 * MiB, cdrom: false });
    const iso = { iso: 'debian-13 "netinst".iso' };
    const two = await maker.create('from-iso', {
      source: iso,
      diskBytes: 64 * MiB,
      segment: 'eth0',
    });
    const info = await maker.vbox('showvminfo', two.id, '--machinereadable');
    expect(info).toMatch(/^ostype="Debian 13/m);
    expect(info).toMatch(/^bridgeadapter1="eth0"$/m);
    expect(await maker.vbox('list', 'hdds')).not.toContain('tiny.vdi');
  });

  it('what others use and what people put there stays, and is named', async () => {
    const one = await maker.create('shares');
    const shared = join(maker.host.directory, 'tmp', 'shared disk.vdi');
    await maker.vbox('createmedium', 'disk', `--filename=${shared}`, '--size=4', '--variant=Fixed');
    await maker.vbox('modifymedium', 'disk', shared, '--type=shareable');
    const other = await maker.create('other');
    for (const { id } of [one, other]) {
      const place = ['--storagectl=IDE', '--port=0', '--device=1', '--type=hdd'];
      await maker.vbox('storageattach', id, ...place, `--medium=${shared}`);
    }
    const folder = join(maker.folder, 'shares');
    await writeFile(join(folder, 'notes.txt'), 'mine');
    const medium = join(folder, 'tools.iso');
    await copyFile(join(imagesOf(maker.host), 'debian-13 "netinst".iso'), medium);
    const drive = ['--storagectl=IDE', '--port=1', '--device=0', '--type=dvddrive'];
    await maker.vbox('storageattach', one.id, ...drive, `--medium=${medium}`);
    const { files, kept } = await maker.provision.deletion(await maker.machine(one.id), signal);
    expect(files.map(({ path }) => path)).toEqual([join(folder, 'shares.vdi')]);
    expect(kept).toEqual([
      'shared disk.vdi: other uses it too',
      'tools.iso: an installation medium',
      'notes.txt: not a file of VirtualBox',
    ]);
    await maker.remove(await maker.machine(one.id));
    expect(readdirSync(folder).sort()).toEqual(['notes.txt', 'tools.iso']);
    expect(existsSync(shared)).toBe(true);
    await maker.vbox('closemedium', 'dvd', medium);
    await rm(folder, { recursive: true });
    await maker.remove(await maker.machine(other.id));
    expect(existsSync(shared)).toBe(false);
  });

  it('a deletion takes snapshots and saved memory with it, named beforehand', async () => {
    const one = await maker.create('layers', { start: true });
    const snapshots = need(maker.hypervisor.snapshots);
    await snapshots.create(one, { name: 'live', description: '' }, memoryTask());
    await maker.hypervisor.power(await maker.machine(one.id), 'hibernate', memoryTask());
    const deletion = await maker.provision.deletion(await maker.machine(one.id), signal);
    expect(deletion.snapshots).toBe(1);
    expect(deletion.files.map(({ what }) => what).sort()).toEqual([
      ...['disk', 'memory', 'memory', 'snapshot'],
    ]);
    for (const { path } of deletion.files) expect(existsSync(path), path).toBe(true);
    await maker.remove(await maker.machine(one.id));
    expect(existsSync(join(maker.folder, 'layers'))).toBe(false);
  });

  it('a disk under a snapshot does not grow, as it would be cut again when the snapshot goes', async () => {
    const one = await maker.create('grown');
    const snapshots = need(maker.hypervisor.snapshots);
    await snapshots.create(one, { name: 's', description: '' }, memoryTask());
    const [disk] = await maker.provision.disks(one, signal);
    const change = { disk: disk?.name ?? '', bytes: 32 * MiB };
    const refused = maker.provision.resize(await maker.machine(one.id), change, memoryTask());
    await expect(refused).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('it has snapshots'),
    });
  });

  it('a dynamic VMDK, which VirtualBox says to have resized and has not, is told', async () => {
    const one = await maker.create('vmdk');
    const path = join(maker.folder, 'vmdk', 'second.vmdk');
    await maker.vbox('createmedium', 'disk', `--filename=${path}`, '--size=4', '--format=VMDK');
    const place = ['--storagectl=IDE', '--port=0', '--device=1', '--type=hdd'];
    await maker.vbox('storageattach', one.id, ...place, `--medium=${path}`);
    const change = { disk: 'IDE-0-1', bytes: 8 * MiB };
    const refused = maker.provision.resize(await maker.machine(one.id), change, memoryTask());
    await expect(refused).rejects.toMatchObject({
      code: 'failed',
      message: 'VirtualBox said yes, and IDE-0-1 is as large as before',
    });
  });

  it('a second linked clone stands on the snapshot of the first', async () => {
    const one = await maker.create('origin');
    const linked = async (name: string) => {
      const asked = { name, linked: true, start: true };
      const { machine: ref, notes } = await maker.provision.clone(
        await maker.machine(one.id),
        asked,
        memoryTask(),
      );
      maker.note(ref.id);
      return { notes, clone: await maker.machine(ref.id) };
    };
    const first = await linked('l1');
    const second = await linked('l2');
    expect(first.clone.state).toBe('running');
    for (const { notes } of [first, second]) {
      expect(notes).toContain('it stands on the snapshot base of l1 of origin');
    }
    expect(await need(maker.hypervisor.snapshots).list(one, signal)).toHaveLength(1);
    expect((await maker.provision.deletion(one, signal)).blocked).toBe(
      'the disk of l1 stands on its disk',
    );
    await maker.hypervisor.power(first.clone, 'stop', memoryTask());
    const { kept } = await maker.provision.deletion(await maker.machine(first.clone.id), signal);
    expect(kept).toEqual(['origin.vdi: a disk it stands on, of origin']);
  });

  it('what lies on the host is told with whose it is', async () => {
    const one = await maker.create('shown');
    const storage = need(maker.hypervisor.storage);
    const pools = await storage.pools(signal);
    expect(pools.map(({ name }) => name)).toContain(maker.folder);
    const pool = need(pools.find(({ name }) => name === maker.folder));
    const volumes = await storage.volumes(pool, signal);
    expect(volumes.find(({ name }) => name === join('shown', 'shown.vdi'))).toMatchObject({
      machines: [one.name],
      says: 'disk of shown',
      capacityBytes: MiB,
    });
  });
});
