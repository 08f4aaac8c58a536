import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { BotError } from '../../../../src/errors.ts';
import type { NewMachine, Provision } from '../../../../src/hypervisor/provision.ts';
import type { Hypervisor, Machine } from '../../../../src/hypervisor.ts';
import { need } from '../../../contracts/subject.ts';
import { type MemoryTask, memoryTask } from '../../../contracts/task.ts';
import { type Relay, relayTo } from '../../../fixtures/relay.ts';
import { killDaemon, type LabHost, onHost, startDaemon, virsh } from '../../../lab/libvirt/host.ts';
import { createSite, openLab, openSite, siteSettings } from './site.ts';

const { signal } = new AbortController();
const MEGABYTE = 1024 ** 2;
const wanted: NewMachine = {
  name: 'own-1',
  description: '',
  cpus: 1,
  memoryBytes: 128 * MEGABYTE,
  source: { image: 'lab-guest.qcow2' },
  start: false,
};

let site: Hypervisor;
let host: LabHost;
let provision: Provision;

beforeAll(async () => {
  host = (await openLab()).hosts['kvm-b'];
  site = await openSite('kvm-b');
  provision = need(site.provision);
});
afterAll(() => site.close?.());
afterEach(async () => {
  for (const { name } of (await site.machines(signal)).toReversed()) {
    if (name.startsWith('own-')) await remove(name);
  }
});

async function machine(name: string): Promise<Machine> {
  return need((await site.machines(signal)).find((each) => each.name === name));
}

async function remove(name: string): Promise<void> {
  const found = await machine(name);
  if (found.state === 'running') await site.power(found, 'stop', memoryTask());
  const { files } = await provision.deletion(found, signal);
  const paths = files.map(({ path }) => path);
  await provision.delete(await machine(name), paths, memoryTask());
}

/** What lies in the pool, and is no machine's. */
async function files(): Promise<string> {
  return onHost(host, ['ls', join(host.directory, 'images')], { signal });
}

describe('a machine made with cloud-init', () => {
  it('has the address it was given, over ssh too', async () => {
    const cloudInit = { sshKeys: [], address: '10.77.0.61/24', gateway: '10.77.0.1' };
    const source = { image: 'lab-guest.qcow2', cloudInit };
    const made = await provision.create({ ...wanted, source, start: true }, memoryTask());
    expect(made.warnings.filter((said) => !said.includes('emulated'))).toEqual([]);
    const guest = need(site.guest);
    const own = await machine('own-1');
    await expect
      .poll(async () => (await guest.probe(own, signal)).answers, { timeout: 90_000 })
      .toBe(true);
    const cards = await guest.addresses(own, signal);
    expect(cards.flatMap(({ addresses }) => addresses)).toContain('10.77.0.61/24');
    const name = await guest.start(own, ['hostname'], signal);
    const said = await guest.wait(own, name, { signal, timeoutMs: 20_000 });
    expect(said.stdout.trim()).toBe('own-1');
  });
});

describe('a copy of a large disk', () => {
  let relay: Relay;
  let cut: Hypervisor;
  let directory: string;

  beforeAll(async () => {
    const { ssh } = await siteSettings('kvm-b');
    const { port, knownHosts } = need(ssh);
    relay = await relayTo(port);
    directory = await mkdtemp(join(tmpdir(), 'known-'));
    const known = (await readFile(knownHosts, 'utf8')).replace(`:${port} `, `:${relay.port} `);
    await writeFile(join(directory, 'hosts'), known);
    const through = { port: relay.port, knownHosts: join(directory, 'hosts') };
    cut = createSite('kvm-b', { emulate: true, ssh: { ...need(ssh), ...through } });
  });
  afterAll(async () => {
    await cut.close?.();
    await relay.cut();
    await rm(directory, { recursive: true });
  });

  /** A machine whose disk takes a second to copy. */
  async function large(): Promise<Machine> {
    await provision.create({ ...wanted, name: 'own-large' }, memoryTask());
    const made = await machine('own-large');
    const [disk] = await provision.disks(made, signal);
    const script =
      'head -c 900M /dev/urandom >"$1.raw"; qemu-img convert -O qcow2 "$1.raw" "$1"; rm "$1.raw"';
    const options = { signal, timeoutMs: 120_000 };
    await onHost(host, ['sh', '-c', script, 'sh', need(disk).path ?? ''], options);
    return made;
  }

  function begin(on: Hypervisor, of: Machine, task: MemoryTask): Promise<string> {
    const clone = { name: 'own-copy', linked: false, start: false };
    return need(on.provision)
      .clone(of, clone, task)
      .then(
        () => 'done',
        (error: BotError) => error.code,
      );
  }

  const beginsToCopy = () =>
    expect.poll(() => files(), { timeout: 90_000, interval: 20 }).toMatch(/^own-copy/m);

  it('goes on while ssh is cut, and the task says so when it is back', async () => {
    const original = await large();
    const task = memoryTask({ lookLimitMs: 2_000 });
    let said = begin(cut, original, task);
    await beginsToCopy();
    await relay.cut();
    // The looking ends after two seconds: then somebody takes over.
    expect(await said).toBe('undecided');
    await relay.lay();
    do said = begin(cut, original, memoryTask({ records: task.records }));
    while ((await said) === 'undecided');
    expect(await said).toBe('done');
    expect((await machine('own-copy')).state).toBe('stopped');
    const [copy] = await provision.disks(await machine('own-copy'), signal);
    const [source] = await provision.disks(original, signal);
    const compare = ['qemu-img', 'compare', need(source).path ?? '', need(copy).path ?? ''];
    expect(await onHost(host, compare, { signal, timeoutMs: 60_000 })).toContain('identical');
  });

  it('that is cancelled leaves nothing', async () => {
    const original = await large();
    const before = await files();
    const task = memoryTask();
    const said = begin(site, original, task);
    await beginsToCopy();
    task.stop('cancelled');
    expect(await said).toBe('cancelled');
    expect(await files()).toBe(before);
  });

  it('that libvirt died in is not taken for whole: it is made anew, or nothing is left', async () => {
    const original = await large();
    const before = await files();
    const task = memoryTask();
    let said = begin(site, original, task);
    await beginsToCopy();
    await killDaemon(host, signal);
    await startDaemon(host, signal);
    while ((await said) === 'undecided') {
      said = begin(site, original, memoryTask({ records: task.records }));
    }
    expect(await said).not.toBe('done');
    expect(await files()).toBe(before);
    expect((await site.machines(signal)).map(({ name }) => name)).not.toContain('own-copy');
  });
});

describe('a deletion', () => {
  it('of a machine that was started meanwhile takes nothing', async () => {
    await provision.create(wanted, memoryTask());
    const own = await machine('own-1');
    const paths = (await provision.deletion(own, signal)).files.map(({ path }) => path);
    await site.power(own, 'start', memoryTask());
    const gone = provision.delete(own, paths, memoryTask());
    await expect(gone).rejects.toMatchObject({ code: 'conflict' });
    expect((await machine('own-1')).state).toBe('running');
  });

  it('names the files of external snapshots, and takes them', async () => {
    const before = await files();
    await provision.create(wanted, memoryTask());
    const own = await machine('own-1');
    await virsh(host, ['snapshot-create-as', own.id, 'outside', '--disk-only'], { signal });
    const deletion = await provision.deletion(own, signal);
    expect(deletion.snapshots).toBe(1);
    expect(deletion.files.map(({ what }) => what).toSorted()).toEqual(['disk', 'snapshot']);
    await remove('own-1');
    expect(await files()).toBe(before);
  });

  it('of a file that is not the machine’s is refused', async () => {
    await provision.create(wanted, memoryTask());
    const own = await machine('own-1');
    const paths = (await provision.deletion(own, signal)).files.map(({ path }) => path);
    const more = [...paths, join(host.directory, 'media', 'lab-guest.qcow2')];
    const gone = provision.delete(own, more, memoryTask());
    await expect(gone).rejects.toMatchObject({ code: 'conflict' });
    expect((await provision.images(signal)).map(({ name }) => name)).toContain('lab-guest.qcow2');
  });
});

describe('linked clones', () => {
  it('stand on a disk that neither they nor the original change', async () => {
    await provision.create(wanted, memoryTask());
    const own = await machine('own-1');
    const [base] = await provision.disks(own, signal);
    const clone = (name: string) =>
      provision.clone(own, { name, linked: true, start: false }, memoryTask());
    await clone('own-2');
    const [layer] = await provision.disks(own, signal);
    expect(layer?.path).not.toBe(base?.path);
    await clone('own-3');
    // Nothing was written in between, so the second stands beside the first.
    expect((await provision.disks(own, signal))[0]?.path).toBe(layer?.path);
    const sum = () => onHost(host, ['sha256sum', need(base).path ?? ''], { signal });
    const before = await sum();
    await site.power(own, 'start', memoryTask());
    await site.power(await machine('own-2'), 'start', memoryTask());
    expect((await machine('own-2')).state).toBe('running');
    expect(await sum()).toBe(before);
  });
});
