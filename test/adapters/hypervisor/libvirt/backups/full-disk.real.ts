import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Hypervisor, Machine } from '../../../../../src/hypervisor.ts';
import { need } from '../../../../contracts/subject.ts';
import { type MemoryTask, memoryTask } from '../../../../contracts/task.ts';
import { type LabHost, onHost, virsh } from '../../../../lab/libvirt/host.ts';
import { createSite, openLab, siteSettings } from '../site.ts';
import { backupOf, discardMachine } from './fixture.ts';

const { signal } = new AbortController();
/** A file system of the host's own, of so many megabytes. */
const small = '/var/lib/libvirt/small';
const SIZE = 24;

let host: LabHost;
/** Keeps its backups on the small file system. */
let site: Hypervisor;
/** The same host, with its backups where they usually are. */
let usual: Hypervisor;

const run = (...argv: readonly string[]) => onHost(host, argv, { signal });

beforeAll(async () => {
  host = (await openLab()).hosts['kvm-b'];
  const settings = await siteSettings('kvm-b');
  site = createSite('kvm-b', { ...settings, backups: { directory: small } });
  usual = createSite('kvm-b', settings);
  await run('mkdir', '-p', small);
  await run('mount', '-t', 'tmpfs', '-o', `size=${SIZE}m`, 'small', small);
});
afterAll(async () => {
  await run('umount', small);
  await run('rmdir', small);
  await Promise.all([site.close?.(), usual.close?.()]);
});
const made: Machine[] = [];
afterEach(async () => {
  for (const each of made.splice(0)) await discardMachine(host, each);
  for (const each of await need(usual.backups).list({ signal })) {
    await need(usual.backups).delete(each, memoryTask());
  }
  await run('find', small, '-mindepth', '1', '-delete');
});

async function machine(name: string): Promise<Machine> {
  const found = (await site.machines(signal)).find((each) => each.name === name);
  if (!found) throw new Error(`no machine ${name}`);
  return found;
}

/** A machine whose disk holds so many megabytes of noise, and the sum of them. */
async function define(
  name: string,
  path: string,
  more = '',
): Promise<{ found: Machine; sum: string }> {
  await run('mkdir', '-p', '/var/lib/libvirt/images');
  await run('dd', 'if=/dev/urandom', `of=${path}`, 'bs=1M', 'count=8', 'status=none');
  const file = join(host.directory, 'images', `${name}.xml`);
  await writeFile(
    file,
    `<domain type='qemu'><name>${name}</name><memory unit='MiB'>64</memory><vcpu>1</vcpu>
    <os><type arch='x86_64' machine='pc'>hvm</type></os><devices><disk type='file' device='disk'>
    <driver name='qemu' type='raw'/><source file='${path}'/><target dev='vda' bus='virtio'/></disk></devices>${more}</domain>`,
  );
  await virsh(host, ['define', file], { signal });
  const found = await machine(name);
  made.push(found);
  return { found, sum: await sumOf(path) };
}

const sumOf = async (path: string) => (await run('sha256sum', path)).split(' ')[0] ?? '';

/** A task during which somebody else fills the file system, after that step. */
function filling(step: string): MemoryTask {
  const task = memoryTask();
  return {
    ...task,
    async step(name, act) {
      const result = await task.step(name, act);
      if (name === step) {
        const free = (await run('stat', '-f', '-c', '%a', small)).trim();
        const blocks = String(Number(free) - 300);
        await run(
          'dd',
          'if=/dev/zero',
          `of=${small}/other`,
          'bs=4096',
          `count=${blocks}`,
          'status=none',
        );
      }
      return result;
    },
  };
}

describe('a disk that is full', () => {
  it('refuses a backup before it begins, with the figures', async () => {
    await run(
      'dd',
      'if=/dev/zero',
      `of=${small}/other`,
      'bs=1M',
      `count=${SIZE - 2}`,
      'status=none',
    );
    const asked = need(site.backups).create(await machine('e2'), { note: '' }, memoryTask());
    await expect(asked).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/MiB free.*MiB/),
    });
    expect((await run('ls', '-A', small)).trim()).toBe('other');
  });

  it('in the middle of what QEMU writes leaves nothing half-written', async () => {
    const task = filling('make the directory');
    const asked = need(site.backups).create(await machine('e2'), { note: '' }, task);
    await expect(asked).rejects.toMatchObject({
      code: 'failed',
      message: expect.stringContaining('No space left'),
    });
    expect((await run('ls', '-A', small)).trim()).toBe('other');
    expect(await need(site.backups).list({ signal })).toEqual([]);
    expect((await machine('e2')).state).toBe('running');
  });

  it('in the middle of a copy leaves nothing half-written', async () => {
    const { found } = await define('still', '/var/lib/libvirt/images/still.raw');
    const task = filling('make the directory');
    const asked = need(site.backups).create(found, { note: '' }, task);
    await expect(asked).rejects.toMatchObject({
      code: 'failed',
      message: expect.stringContaining('No space left'),
    });
    expect((await run('ls', '-A', small)).trim()).toBe('other');
  });

  it('in the middle of a restore leaves the old machine whole', async () => {
    const path = `${small}/still.raw`;
    const { found, sum } = await define('still', path);
    const backup = await backupOf(usual, 'still');
    const task = filling('look what a restore meets');
    const asked = need(usual.backups).restore(backup, { as: 'same', start: false }, task);
    await expect(asked).rejects.toMatchObject({
      code: 'failed',
      message: expect.stringContaining('No space left'),
    });
    expect((await run('ls', '-A', small)).trim().split('\n')).toEqual(['other', 'still.raw']);
    expect(await sumOf(path)).toBe(sum);
    expect(await virsh(host, ['domblklist', found.id], { signal })).toContain(path);
  });
});

describe('on a host behind ssh', () => {
  it('a backup on another disk than the machine has no finding, and one on the same has', async () => {
    const about = async (at: Hypervisor) =>
      (await need(at.backups).prospect(await machine('e2'), { note: '' }, signal)).warnings.join();
    expect(await about(site)).not.toContain('same disk');
    expect(await about(usual)).toContain('same disk');
  });

  it("QEMU's own user writes its backup into a directory of ours", async () => {
    const label = `<seclabel type='static' model='dac' relabel='yes'><label>+64055:+64055</label></seclabel>`;
    const { found } = await define('unprivileged', '/var/lib/libvirt/images/other-user.raw', label);
    await virsh(host, ['start', found.id], { signal });
    const backup = await backupOf(usual, 'unprivileged');
    expect(await need(usual.backups).verify(backup, memoryTask())).toMatchObject({ whole: true });
    const rights = await run('stat', '-c', '%a %n', `${backup.place}/${backup.id}`);
    expect(rights).toMatch(/^700 /);
  });
});
