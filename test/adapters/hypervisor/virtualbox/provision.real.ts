import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { folderNameOf } from '../../../../adapters/hypervisor/virtualbox/provision/names.ts';
import type { NewMachine } from '../../../../src/hypervisor/provision.ts';
import type { Hypervisor, Machine } from '../../../../src/hypervisor.ts';
import { need } from '../../../contracts/subject.ts';
import { memoryTask } from '../../../contracts/task.ts';
import { holdMachine } from '../../../lab/virtualbox/hold.ts';
import { type BoxHost, manage } from '../../../lab/virtualbox/host.ts';
import { imagesOf } from '../../../lab/virtualbox/images.ts';
import { openLab, openSite } from './site.ts';

const { signal } = new AbortController();
const MiB = 1024 ** 2;

describe('machines of a VirtualBox that the bot makes and deletes', () => {
  let host: BoxHost;
  let hypervisor: Hypervisor;
  let machineFolder: string;
  const made: string[] = [];

  beforeAll(async () => {
    host = (await openLab()).hosts['vbox-a'];
    hypervisor = await openSite('vbox-a');
    machineFolder = join(host.directory, 'home', 'VirtualBox VMs');
  });
  afterAll(() => hypervisor.close?.());
  afterEach(async () => {
    for (const id of made.splice(0).toReversed()) {
      await vbox('controlvm', id, 'poweroff').catch(() => undefined);
      await vbox('unregistervm', id, '--delete').catch(() => undefined);
    }
  });

  const vbox = (...args: string[]) => manage(host, args, { signal });
  const provision = () => need(hypervisor.provision);
  const wanted = (name: string, more: Partial<NewMachine> = {}): NewMachine => ({
    ...{ name, description: '', cpus: 1, memoryBytes: 16 * MiB },
    ...{ source: { image: 'tiny.vdi' }, start: false, ...more },
  });
  async function create(name: string, more: Partial<NewMachine> = {}): Promise<Machine> {
    const { machine: ref } = await provision().create(wanted(name, more), memoryTask());
    made.push(ref.id);
    return machine(ref.id);
  }
  async function machine(id: string): Promise<Machine> {
    const found = (await hypervisor.machines(signal)).find((one) => one.id === id);
    if (!found) throw new Error(`no machine ${id}`);
    return found;
  }
  const pathsOf = async (one: Machine) =>
    (await provision().deletion(one, signal)).files.map(({ path }) => path);
  const remove = async (one: Machine) =>
    provision().delete(one, await pathsOf(one), memoryTask());

  it.each(['we"ird ü {x}', "=a='b' $(reboot)", 'a😀b漢字é.', ' %&*? '])(
    'one called %j is made where it was foretold, cloned and deleted',
    async (name) => {
      const one = await create(name, { description: 'line "one"\n--two <x/>' });
      expect(one).toMatchObject({ name, note: 'line "one"\n--two <x/>' });
      const folder = join(machineFolder, folderNameOf(name));
      expect(existsSync(folder)).toBe(true);
      const copy = { name: `${name}-2`, linked: false, start: false };
      const { machine: ref } = await provision().clone(one, copy, memoryTask());
      made.push(ref.id);
      expect((await machine(ref.id)).name).toBe(`${name}-2`);
      await remove(await machine(ref.id));
      await remove(one);
      expect(existsSync(folder)).toBe(false);
    },
  );

  it('a raw image is copied too, and grows; its medium’s system is known by its name', async () => {
    const one = await create('raw', { source: { image: 'tiny.img' }, diskBytes: 64 * MiB });
    const [disk] = await provision().disks(one, signal);
    expect(disk).toMatchObject({ capacityBytes: 64 * MiB, cdrom: false });
    const iso = { iso: 'debian-13 "netinst".iso' };
    const two = await create('from-iso', { source: iso, diskBytes: 64 * MiB, segment: 'eth0' });
    const info = await vbox('showvminfo', two.id, '--machinereadable');
    expect(info).toMatch(/^ostype="Debian 13/m);
    expect(info).toMatch(/^bridgeadapter1="eth0"$/m);
    expect(await vbox('list', 'hdds')).not.toContain('tiny.vdi');
  });

  it('what others use and what people put there stays, and is named', async () => {
    const one = await create('shares');
    const shared = join(host.directory, 'tmp', 'shared disk.vdi');
    await vbox('createmedium', 'disk', `--filename=${shared}`, '--size=4', '--variant=Fixed');
    await vbox('modifymedium', 'disk', shared, '--type=shareable');
    const other = await create('other');
    for (const { id } of [one, other]) {
      const place = ['--storagectl=IDE', '--port=0', '--device=1', '--type=hdd'];
      await vbox('storageattach', id, ...place, `--medium=${shared}`);
    }
    const folder = join(machineFolder, 'shares');
    await writeFile(join(folder, 'notes.txt'), 'mine');
    const medium = join(folder, 'tools.iso');
    await copyFile(join(imagesOf(host), 'debian-13 "netinst".iso'), medium);
    const drive = ['--storagectl=IDE', '--port=1', '--device=0', '--type=dvddrive'];
    await vbox('storageattach', one.id, ...drive, `--medium=${medium}`);
    const { files, kept } = await provision().deletion(await machine(one.id), signal);
    expect(files.map(({ path }) => path)).toEqual([join(folder, 'shares.vdi')]);
    expect(kept).toEqual([
      'shared disk.vdi: other uses it too',
      'tools.iso: an installation medium',
      'notes.txt: not a file of VirtualBox',
    ]);
    await remove(await machine(one.id));
    expect(readdirSync(folder).sort()).toEqual(['notes.txt', 'tools.iso']);
    expect(existsSync(shared)).toBe(true);
    await vbox('closemedium', 'dvd', medium);
    await rm(folder, { recursive: true });
    await remove(await machine(other.id));
    expect(existsSync(shared)).toBe(false);
  });

  it('a deletion takes snapshots and saved memory with it, named beforehand', async () => {
    const one = await create('layers', { start: true });
    const snapshots = need(hypervisor.snapshots);
    await snapshots.create(one, { name: 'live', description: '' }, memoryTask());
    await hypervisor.power(await machine(one.id), 'hibernate', memoryTask());
    const deletion = await provision().deletion(await machine(one.id), signal);
    expect(deletion.snapshots).toBe(1);
    expect(deletion.files.map(({ what }) => what).sort()).toEqual([
      ...['disk', 'memory', 'memory', 'snapshot'],
    ]);
    for (const { path } of deletion.files) expect(existsSync(path), path).toBe(true);
    await remove(await machine(one.id));
    expect(existsSync(join(machineFolder, 'layers'))).toBe(false);
  });

  it('a disk under a snapshot does not grow, as it would be cut again when the snapshot goes', async () => {
    const one = await create('grown');
    const snapshots = need(hypervisor.snapshots);
    await snapshots.create(one, { name: 's', description: '' }, memoryTask());
    const [disk] = await provision().disks(one, signal);
    const change = { disk: disk?.name ?? '', bytes: 32 * MiB };
    const refused = provision().resize(await machine(one.id), change, memoryTask());
    await expect(refused).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('it has snapshots'),
    });
  });

  it('a dynamic VMDK, which VirtualBox says to have resized and has not, is told', async () => {
    const one = await create('vmdk');
    const path = join(machineFolder, 'vmdk', 'second.vmdk');
    await vbox('createmedium', 'disk', `--filename=${path}`, '--size=4', '--format=VMDK');
    const place = ['--storagectl=IDE', '--port=0', '--device=1', '--type=hdd'];
    await vbox('storageattach', one.id, ...place, `--medium=${path}`);
    const change = { disk: 'IDE-0-1', bytes: 8 * MiB };
    const refused = provision().resize(await machine(one.id), change, memoryTask());
    await expect(refused).rejects.toMatchObject({
      code: 'failed',
      message: 'VirtualBox said yes, and IDE-0-1 is as large as before',
    });
  });

  it('a second linked clone stands on the snapshot of the first', async () => {
    const one = await create('origin');
    const linked = async (name: string) => {
      const asked = { name, linked: true, start: true };
      const { machine: ref, notes } = await provision().clone(
        await machine(one.id),
        asked,
        memoryTask(),
      );
      made.push(ref.id);
      return { notes, clone: await machine(ref.id) };
    };
    const first = await linked('l1');
    const second = await linked('l2');
    expect(first.clone.state).toBe('running');
    for (const { notes } of [first, second]) {
      expect(notes).toContain('it stands on the snapshot base of l1 of origin');
    }
    expect(await need(hypervisor.snapshots).list(one, signal)).toHaveLength(1);
    expect((await provision().deletion(one, signal)).blocked).toBe(
      'the disk of l1 stands on its disk',
    );
    await hypervisor.power(first.clone, 'stop', memoryTask());
    const { kept } = await provision().deletion(await machine(first.clone.id), signal);
    expect(kept).toEqual(['origin.vdi: a disk it stands on, of origin']);
  });

  it('a name that another machine has in another folder is taken', async () => {
    const elsewhere = join(host.directory, 'tmp', 'a b');
    await mkdir(elsewhere, { recursive: true });
    const said = await vbox(
      ...['createvm', '--name=twin', `--basefolder=${elsewhere}`, '--register'],
    );
    made.push(/^UUID: (\S+)$/m.exec(said)?.[1] ?? '');
    const refused = provision().check(wanted('twin'), signal);
    await expect(refused).rejects.toMatchObject({ code: 'conflict' });
  });

  it('files that an earlier machine left are not taken for ours', async () => {
    const folder = join(machineFolder, 'left');
    await mkdir(folder);
    await writeFile(join(folder, 'left.vdi'), 'of somebody');
    const refused = provision().create(wanted('left'), memoryTask());
    await expect(refused).rejects.toMatchObject({ code: 'conflict' });
    expect(readFileSync(join(folder, 'left.vdi'), 'utf8')).toBe('of somebody');
    await rm(folder, { recursive: true });
  });

  it('a machine that a window of VirtualBox holds is neither changed nor deleted, and says so', async () => {
    const one = await create('held');
    const paths = await pathsOf(one);
    const hold = await holdMachine(host, one.id);
    const busy = { code: 'busy', message: expect.stringContaining('another session holds held') };
    await expect(provision().set(one, { cpus: 2 }, memoryTask())).rejects.toMatchObject(busy);
    await expect(provision().delete(one, paths, memoryTask())).rejects.toMatchObject(busy);
    for (const path of paths) expect(existsSync(path)).toBe(true);
    await hold.release();
    await provision().set(one, { cpus: 2 }, memoryTask());
    expect((await machine(one.id)).cpus).toBe(2);
  }, 120_000);

  it('VBoxSVC killed during a clone: it failed, and nothing of it is left', async () => {
    const one = await create('big');
    const path = join(machineFolder, 'big', 'large.vdi');
    await vbox('createmedium', 'disk', `--filename=${path}`, '--size=4000', '--variant=Fixed');
    const place = ['--storagectl=IDE', '--port=0', '--device=1', '--type=hdd'];
    await vbox('storageattach', one.id, ...place, `--medium=${path}`);
    const copy = { name: 'big-2', linked: false, start: false };
    const folder = join(machineFolder, 'big-2');
    const cloned = provision().clone(await machine(one.id), copy, memoryTask());
    const ended = cloned.then(
      () => 'done',
      (error: { readonly code?: string }) => error.code,
    );
    await until(() => existsSync(folder) && readdirSync(folder).length > 0);
    process.kill(serviceOf(host), 'SIGKILL');
    expect(await ended).toBe('failed');
    expect(existsSync(folder)).toBe(false);
    expect(await vbox('list', 'vms')).not.toContain('"big-2"');
    expect(await vbox('list', 'hdds')).not.toContain('/big-2/');
  }, 180_000);

  it('what lies on the host is told with whose it is', async () => {
    const one = await create('shown');
    const storage = need(hypervisor.storage);
    const pools = await storage.pools(signal);
    expect(pools.map(({ name }) => name)).toContain(machineFolder);
    const pool = need(pools.find(({ name }) => name === machineFolder));
    const volumes = await storage.volumes(pool, signal);
    expect(volumes.find(({ name }) => name === join('shown', 'shown.vdi'))).toMatchObject({
      machines: [one.name],
      says: 'disk of shown',
      capacityBytes: MiB,
    });
  });
});

/** The process that keeps the machines of one host of the lab. */
function serviceOf({ directory }: BoxHost): number {
  const home = `HOME=${join(directory, 'home')}`;
  const pid = readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .find((entry) => {
      try {
        const isService = readFileSync(`/proc/${entry}/comm`, 'utf8') === 'VBoxSVC\n';
        return isService && readFileSync(`/proc/${entry}/environ`, 'utf8').includes(home);
      } catch {
        return false;
      }
    });
  if (pid === undefined) throw new Error('no VBoxSVC runs');
  return Number(pid);
}

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; !isSo(); tries += 1) {
    if (tries === 2_000) throw new Error('it did not come to that');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
