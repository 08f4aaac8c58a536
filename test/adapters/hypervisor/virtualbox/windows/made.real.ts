import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Hypervisor, Machine } from '../../../../../src/hypervisor.ts';
import { need } from '../../../../contracts/subject.ts';
import { memoryTask } from '../../../../contracts/task.ts';
import { type BoxHost, manage, programOf } from '../../../../lab/virtualbox/host.ts';
import { imagesOf } from '../../../../lab/virtualbox/images.ts';
import { wanted } from '../maker.ts';
import { createSite, openLab } from '../site.ts';
import { openWindowsHost, type WindowsHost } from './open-host.ts';

const { signal } = new AbortController();
const MiB = 1024 ** 2;
const DRIVE = 'C:\\Users\\Jörg Öz';

/** The real VirtualBox behind what stands in for Windows; PowerShell itself is not here, and what its scripts do is made up. */
describe('machines that the bot makes on a Windows host', { timeout: 240_000 }, () => {
  let host: BoxHost;
  let windows: WindowsHost;
  let hypervisor: Hypervisor;
  const made: string[] = [];

  beforeAll(async () => {
    host = (await openLab()).hosts['vbox-a'];
    const { directory } = host;
    const drive = { folder: directory, as: DRIVE };
    const program = programOf(directory);
    windows = await openWindowsHost({ ...drive, shell: 'powershell', program, system: {} });
    // As people write it, and not as VirtualBox does.
    const images = [onWindows(imagesOf(host)).replace('C:', 'c:').replaceAll('\\', '/')];
    hypervisor = createSite('laptop', { ssh: windows.ssh, images });
  });
  afterAll(async () => {
    for (const id of made) {
      await manage(host, ['controlvm', id, 'poweroff'], { signal }).catch(() => undefined);
      await manage(host, ['unregistervm', id, '--delete'], { signal }).catch(() => undefined);
    }
    await hypervisor.close?.();
    await windows.close();
  });

  const onWindows = (path: string) =>
    DRIVE + path.slice(host.directory.length).replaceAll('/', '\\');

  const provision = () => need(hypervisor.provision);
  async function machine(id: string): Promise<Machine> {
    const found = (await hypervisor.machines(signal)).find((one) => one.id === id);
    if (!found) throw new Error(`no machine ${id}`);
    return found;
  }

  const folder = `${DRIVE}\\home\\VirtualBox VMs`;
  const disk = `${folder}\\über _C_ 1\\über _C_ 1.vdi`;
  let first = '';

  it('are made of an image in a folder that is written in another way', async () => {
    const one = wanted('über "C" 1', { start: true, diskBytes: 64 * MiB });
    const { machine: ref, notes } = await provision().create(one, memoryTask());
    made.push(ref.id);
    first = ref.id;
    expect(notes[0]).toBe(`its disk is ${disk}`);
    expect(await machine(first)).toMatchObject({ name: 'über "C" 1', state: 'running' });
  });

  it('show their screen, and leave no picture behind', async () => {
    const shot = await need(hypervisor.screen?.shot)(await machine(first), signal);
    expect(shot.width).toBeGreaterThan(0);
    const left = readdirSync(join(host.directory, 'tmp')).filter((name) =>
      /^nakhoda-[\da-f]{8}-/.test(name),
    );
    expect(left).toEqual([]);
    await hypervisor.power(await machine(first), 'stop', memoryTask());
  });

  it('are told with the files they lie in, and what is free there', async () => {
    const storage = need(hypervisor.storage);
    const pools = await storage.pools(signal);
    const pool = need(pools.find(({ type }) => type === 'machines'));
    expect(pool).toMatchObject({ name: folder, active: true, freeBytes: expect.any(Number) });
    const volumes = await storage.volumes(pool, signal);
    expect(volumes.find(({ path }) => path === disk)).toMatchObject({
      name: 'über _C_ 1\\über _C_ 1.vdi',
      says: 'disk of über "C" 1',
      capacityBytes: 64 * MiB,
    });
  });

  it('are not backed up there yet, which is said in words', async () => {
    await expect(hypervisor.backups?.places(signal)).rejects.toMatchObject({
      code: 'unsupported',
      message: 'the bot cannot do this on a host with Windows yet',
    });
  });

  it('are changed, cloned, and deleted with their files, which are named before', async () => {
    await provision().set(await machine(first), { cpus: 2 }, memoryTask());
    const copy = { name: 'copy', linked: true, start: false };
    const { machine: ref } = await provision().clone(await machine(first), copy, memoryTask());
    made.push(ref.id);
    const original = await machine(first);
    expect(original.cpus).toBe(2);
    const { blocked, files } = await provision().deletion(original, signal);
    expect(blocked).toBe('the disk of copy stands on its disk');
    expect(files.map(({ path }) => path)).toContain(disk);
    for (const id of [ref.id, first]) {
      const doomed = (await provision().deletion(await machine(id), signal)).files;
      const paths = doomed.map(({ path }) => path);
      await provision().delete(await machine(id), paths, memoryTask());
    }
    const left = readdirSync(join(host.directory, 'home', 'VirtualBox VMs'));
    expect(left).not.toContain('copy');
    expect(left).not.toContain('über _C_ 1');
  });
});
