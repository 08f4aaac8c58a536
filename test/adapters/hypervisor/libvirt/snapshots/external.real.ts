import { readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { NewSnapshot, Snapshots } from '../../../../../src/hypervisor/snapshots.ts';
import type { Hypervisor, Machine } from '../../../../../src/hypervisor.ts';
import { need } from '../../../../contracts/subject.ts';
import { memoryTask } from '../../../../contracts/task.ts';
import { killDaemon, type LabHost, startDaemon, virsh } from '../../../../lab/libvirt/host.ts';
import { run } from '../../../../lab/run.ts';
import { openLab, openSite } from '../site.ts';

const { signal } = new AbortController();
const name = 'layered';

/** What libvirt 9.0 can and cannot do with snapshots in files of their own, on a machine of the test's own. */
describe('external snapshots', () => {
  let host: LabHost;
  let site: Hypervisor;
  let snapshots: Snapshots;
  let machine: Machine;
  let directory: string;

  beforeAll(async () => {
    host = (await openLab()).hosts['kvm-a'];
    site = await openSite('kvm-a');
    snapshots = need(site.snapshots);
  });
  afterAll(() => site.close?.());

  beforeEach(async () => {
    directory = await mkdtemp(join(host.directory, 'images', 'layered-'));
    await define('qcow2', '');
  });
  afterEach(async () => {
    await virsh(host, ['destroy', name], { signal }).catch(() => '');
    const words = ['undefine', name, '--snapshots-metadata', '--nvram'];
    await virsh(host, words, { signal }).catch(() => '');
    await rm(directory, { recursive: true, force: true });
  });

  async function define(format: 'qcow2' | 'raw', loader: string): Promise<void> {
    const disk = join(directory, `disk.${format}`);
    await run('qemu-img', ['create', '-q', '-f', format, disk, '16M'], { signal });
    const file = join(directory, 'machine.xml');
    const xml = `<domain type='qemu'><name>${name}</name><memory unit='MiB'>48</memory><vcpu>1</vcpu>
      <os><type arch='x86_64' machine='q35'>hvm</type>${loader}</os><features><acpi/></features><devices>
      <disk type='file' device='disk'><driver name='qemu' type='${format}'/><source file='${disk}'/>
      <target dev='vda' bus='virtio'/></disk></devices></domain>`;
    await writeFile(file, xml);
    await virsh(host, ['undefine', name], { signal }).catch(() => '');
    await virsh(host, ['define', file], { signal });
    await rm(file);
    machine = await find();
  }

  async function find(): Promise<Machine> {
    const found = (await site.machines(signal)).find((each) => each.name === name);
    return found ?? expect.fail('it is gone');
  }

  const create = (wanted: string, more: Partial<NewSnapshot> = {}) =>
    snapshots.create(machine, { name: wanted, description: '', ...more }, memoryTask());
  const names = async () => (await snapshots.list(machine, signal)).map((each) => each.name);
  const files = () => readdirSync(directory).sort();

  async function doomed(which: string, children = false) {
    const all = await snapshots.list(machine, signal);
    const snapshot = all.find((each) => each.name === which) ?? expect.fail(`no ${which}`);
    return { snapshot, children };
  }

  async function remove(which: string, children = false) {
    return snapshots.delete(machine, await doomed(which, children), memoryTask());
  }

  async function start(): Promise<void> {
    await site.power(machine, 'start', memoryTask());
    machine = await find();
  }

  it('leave no file when they are deleted, the memory of a running machine neither', async () => {
    await start();
    const made = await create('full', { external: true });
    expect(made.warnings.join()).toContain('libvirt 9.9');
    expect(files().filter((file) => file.endsWith('.memory'))).toHaveLength(1);
    await create('disks', { disksOnly: true });
    expect(files()).toHaveLength(4);
    await remove('full', true);
    expect(await names()).toEqual([]);
    expect(files()).toEqual(['disk.qcow2']);
    expect((await find()).state).toBe('running');
  });

  it('of a machine that is off are taken and deleted, the newest first', async () => {
    await create('one', { external: true });
    await create('two', { external: true });
    await expect(remove('one')).rejects.toMatchObject({ code: 'conflict' });
    expect(await names()).toEqual(['one', 'two']);
    await remove('one', true);
    expect(await names()).toEqual([]);
    expect(files()).toEqual(['disk.qcow2']);
  });

  it('of a paused machine keep it paused', async () => {
    await start();
    await site.power(machine, 'pause', memoryTask());
    machine = await find();
    await create('still', { disksOnly: true });
    expect((await find()).state).toBe('paused');
    await site.power(machine, 'resume', memoryTask());
    await remove('still');
    expect(files()).toEqual(['disk.qcow2']);
  });

  it('cannot be rolled back to by this libvirt, which is said with what can be done', async () => {
    await create('back', { external: true });
    const { snapshot } = await doomed('back');
    const refused = {
      code: 'unsupported',
      message: expect.stringContaining('libvirt 9.9 or newer (this host has libvirt 9.'),
      hint: expect.stringContaining('disk.qcow2'),
    };
    const effect = snapshots.rollbackEffect(machine, snapshot, signal);
    await expect(effect).rejects.toMatchObject(refused);
    const rollback = snapshots.rollback(machine, snapshot, memoryTask());
    await expect(rollback).rejects.toMatchObject(refused);
  });

  it('are not taken on top of an internal one: libvirt would never delete them again', async () => {
    await create('below');
    await expect(create('above', { external: true })).rejects.toMatchObject({ code: 'conflict' });
    expect(await names()).toEqual(['below']);
    expect(files()).toEqual(['disk.qcow2']);
  });

  it('that others took on top of an internal one keep it from being gone back to', async () => {
    await create('below');
    await virsh(host, ['snapshot-create-as', name, 'above', '--disk-only'], { signal });
    const { snapshot } = await doomed('below');
    expect(await snapshots.rollbackEffect(machine, snapshot, signal)).toMatchObject({
      later: 'in-the-way',
      laterNames: ['above'],
    });
    const rollback = snapshots.rollback(machine, snapshot, memoryTask());
    await expect(rollback).rejects.toMatchObject({ code: 'conflict' });
    const below = await doomed('below');
    expect(await snapshots.deleteObstacle(machine, below, signal)).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('above stands on the disks that hold below'),
    });
    await expect(remove('above')).rejects.toMatchObject({
      code: 'unsupported',
      hint: expect.stringContaining('blockcommit MACHINE vda --active --pivot --shallow'),
    });
    expect(await names()).toEqual(['below', 'above']);
  });

  it('are not deleted under an internal one that lies in their files', async () => {
    await create('layer', { external: true });
    await create('inside');
    await expect(remove('layer')).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('inside lies in the files of layer'),
    });
    expect(await names()).toEqual(['layer', 'inside']);
    await remove('layer', true);
    expect(files()).toEqual(['disk.qcow2']);
  });

  it.each([
    ['raw', 'only qcow2 disks'],
    ['uefi', 'boots with UEFI'],
  ] as const)('are offered where a machine cannot have internal ones: %s', async (kind, why) => {
    const flash = join(directory, 'code.fd');
    const store = join(directory, 'vars.fd');
    await writeFile(flash, Buffer.alloc(2 * 1024 ** 2));
    await writeFile(store, Buffer.alloc(64 * 1024));
    const loader = `<loader readonly='yes' type='pflash'>${flash}</loader><nvram>${store}</nvram>`;
    await (kind === 'raw' ? define('raw', '') : define('qcow2', loader));
    const wanted = { name: 'plain', description: '' };
    const obstacle = await snapshots.createObstacle(machine, wanted, signal);
    expect(obstacle).toMatchObject({ code: 'unsupported', instead: 'external' });
    expect(obstacle?.message).toContain(why);
    await expect(create('plain')).rejects.toMatchObject({ code: 'unsupported' });
    await create('beside', { external: true });
    await remove('beside');
    expect(await names()).toEqual([]);
  });

  it('that libvirt died in leave no file, and the machine as it was', async () => {
    await start();
    const wanted = { name: 'cut', description: '', external: true };
    const made = snapshots.create(machine, wanted, memoryTask()).then(
      () => 'done',
      (error: { readonly code?: string }) => error.code,
    );
    while (!files().some((file) => file.endsWith('.memory'))) await sleep(5);
    await killDaemon(host, signal);
    await startDaemon(host, signal);
    const ended = await made;
    const left = await names();
    expect([ended, left]).toBeOneOf([
      ['unreachable', []],
      ['failed', []],
      ['done', ['cut']],
    ]);
    if (left.length === 0) expect(files()).toEqual(['disk.qcow2']);
  });
});
