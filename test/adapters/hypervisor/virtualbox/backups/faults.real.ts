import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BotError } from '../../../../../src/errors.ts';
import { need } from '../../../../contracts/subject.ts';
import { memoryTask } from '../../../../contracts/task.ts';
import { type Relay, relayTo } from '../../../../fixtures/relay.ts';
import { createSite, siteSettings } from '../site.ts';
import { clientWith, serviceOf, useWorkshop } from './workshop.ts';

const { signal } = new AbortController();
const shop = useWorkshop('vbox-b');

const ended = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: BotError) => error.code,
  );

/** The process of VBoxManage that does it. */
async function client(...words: readonly string[]): Promise<number> {
  let pid: number | undefined;
  const look = () => (pid ??= clientWith(...words));
  await expect.poll(look, { timeout: 90_000, interval: 20 }).toBeDefined();
  return pid ?? Number.NaN;
}

/** How much of the unfinished appliance is there. */
async function written(): Promise<number> {
  const [partial = ''] = await shop().files();
  return sizeOf(join(shop().place, partial, 'large.ova'));
}

async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(() => ({ size: 0 }))).size;
}

/** Machines that run end with the service; the lab's own is to run for the next test. */
async function startAgain(name: string): Promise<void> {
  const find = async () => (await shop().site.machines(signal)).find((one) => one.name === name);
  await expect.poll(async () => (await find())?.state, { timeout: 90_000 }).not.toBe('running');
  const found = await find();
  if (found) await shop().site.power(found, 'start', memoryTask());
}

describe('a backup', () => {
  it('whose VBoxManage is killed is written on by VirtualBox, and is whole', async () => {
    const large = await shop().define('large', 96);
    const made = shop().create(large);
    const pid = await client('export', large.id);
    await expect.poll(written, { timeout: 90_000, interval: 20 }).toBeGreaterThan(1_000_000);
    process.kill(pid, 'SIGKILL');
    expect(await shop().backups.verify(await made, memoryTask())).toMatchObject({ whole: true });
    expect(await shop().files()).toHaveLength(1);
  });

  it('whose VBoxSVC is killed fails in words, and leaves nothing', async () => {
    const large = await shop().define('large', 96);
    const made = shop().create(large);
    await expect.poll(written, { timeout: 90_000, interval: 20 }).toBeGreaterThan(1_000_000);
    process.kill(serviceOf(shop().host) ?? Number.NaN, 'SIGKILL');
    await expect(made).rejects.toMatchObject({ message: expect.stringContaining('VBoxSVC') });
    expect(await shop().files()).toEqual([]);
    expect((await shop().machine(large.id)).state).toBe('stopped');
    await startAgain('b3');
  });

  it('that is cancelled leaves nothing, and its disks are free at once', async () => {
    const large = await shop().define('large', 96);
    const task = memoryTask();
    const said = ended(shop().create(large, task));
    await client('export', large.id);
    task.stop('cancelled');
    expect(await said).toBe('cancelled');
    expect(await shop().files()).toEqual([]);
    await shop().site.power(await shop().machine(large.id), 'start', memoryTask());
  });

  it('whose bot is handed over goes on, and the next one finds it', async () => {
    const large = await shop().define('large', 96);
    const task = memoryTask();
    const said = ended(shop().create(large, task));
    await client('export', large.id);
    task.stop('handover');
    await said;
    expect(clientWith('export', large.id)).toBeDefined();
    const backup = await shop().create(large, memoryTask({ records: task.records }));
    expect((await shop().list()).map(({ id }) => id)).toEqual([backup.id]);
  });

  it('of a machine that its name makes no file of is restored under another', async () => {
    for (const [at, name] of ['a/b "c" {é}', '../../out', '--version'].entries()) {
      const odd = await shop().defineGuest(name);
      const backup = await shop().create(odd);
      expect(backup.machine.name).toBe(name);
      const wanted = { as: 'new', name: `from odd ${at}`, start: true } as const;
      const { id } = await shop().backups.restore(backup, wanted, memoryTask());
      expect(await shop().machine(id)).toMatchObject({ name: wanted.name, state: 'running' });
    }
  });

  it('of a machine with a line break in its name is whole', async () => {
    const odd = await shop().defineGuest('multi\nline" {');
    const backup = await shop().create(odd);
    expect(await shop().backups.verify(backup, memoryTask())).toMatchObject({ whole: true });
    const wanted = { as: 'new', name: 'one line', start: false } as const;
    await shop().backups.restore(backup, wanted, memoryTask());
    expect(await shop().site.snapshots?.list(odd, signal)).toEqual([]);
  });

  it('of a hibernated machine is made as it lies, and says what is not in it', async () => {
    const guest = await shop().defineGuest('asleep');
    await shop().site.power(guest, 'start', memoryTask());
    await shop().site.power(guest, 'hibernate', memoryTask());
    const asleep = await shop().machine(guest.id);
    const { warnings } = await shop().backups.prospect(asleep, { note: '' }, signal);
    expect(warnings).toContainEqual(expect.stringContaining('the memory it saved is not in it'));
    await shop().create(asleep);
    expect((await shop().machine(guest.id)).state).toBe('hibernated');
  });

  it('says that snapshots are not in it', async () => {
    const guest = await shop().defineGuest('with-snapshot');
    await shop().site.snapshots?.create(guest, { name: 's', description: '' }, memoryTask());
    const { warnings } = await shop().backups.prospect(guest, { note: '' }, signal);
    expect(warnings).toContain('an appliance holds no snapshots: its 1 are not in it');
    const { id } = await shop().create(guest);
    expect((await shop().list()).map((one) => one.id)).toEqual([id]);
  });
});

describe('a restore', () => {
  it('has a UUID and network addresses of its own', async () => {
    const guest = await shop().defineGuest('first');
    const backup = await shop().create(guest);
    const wanted = { as: 'new', name: 'second', start: false } as const;
    const { id } = await shop().backups.restore(backup, wanted, memoryTask());
    expect(id).not.toBe(guest.id);
    expect(await macOf(id)).toMatch(/^0800/);
    expect(await macOf(id)).not.toBe(await macOf(guest.id));
  });

  it('of a machine that is gone makes it anew under its name, with its addresses', async () => {
    const guest = await shop().defineGuest('gone');
    const mac = await macOf(guest.id);
    const backup = await shop().create(guest);
    const wanted = { as: 'same', start: false } as const;
    await expect(shop().backups.restoreEffect(backup, wanted, signal)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('gone is not overwritten'),
    });
    await shop().vbox('unregistervm', guest.id, '--delete');
    const { says } = await shop().backups.restoreEffect(backup, wanted, signal);
    expect(says).toContain('the machine is gone: it is made anew with another UUID');
    const { id } = await shop().backups.restore(backup, wanted, memoryTask());
    expect((await shop().machine(id)).name).toBe('gone');
    expect(await macOf(id)).toBe(mac);
  });

  it.each(['cancelled', 'killed'] as const)(
    'whose import is %s leaves nothing half-made',
    async (how) => {
      const large = await shop().define('large', 200);
      const backup = await shop().create(large);
      const names = await shop().names();
      const wanted = { as: 'new', name: 'brought', start: false } as const;
      const task = memoryTask();
      const said = ended(shop().backups.restore(backup, wanted, task));
      const pid = await client('import', '--vmname=brought');
      const folder = join(shop().host.directory, 'home', 'VirtualBox VMs', 'brought');
      const disk = () => sizeOf(join(folder, 'large-disk002.vdi'));
      await expect.poll(disk, { timeout: 90_000, interval: 20 }).toBeGreaterThan(1_000_000);
      if (how === 'cancelled') task.stop('cancelled');
      else process.kill(pid, 'SIGKILL');
      const end = await said;
      // VirtualBox ends an import that nobody follows any more by itself.
      expect(end).toBe(how === 'cancelled' ? 'cancelled' : 'done');
      const now = end === 'done' ? [...names, 'brought'] : names;
      expect(new Set(await shop().names())).toEqual(new Set(now));
      expect(existsSync(folder)).toBe(end === 'done');
    },
  );

  const macOf = async (id: string) =>
    /^macaddress1="(\w+)"$/m.exec(await shop().vbox('showvminfo', id, '--machinereadable'))?.[1];
});

describe('ssh that is lost in the middle', () => {
  let relay: Relay;
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'known-'));
  });
  afterAll(async () => {
    await relay.cut();
    await rm(directory, { recursive: true });
  });

  it('ends no backup: it goes on, and is followed on', async () => {
    const settings = await siteSettings('vbox-b');
    const { port, knownHosts } = need(settings.ssh);
    relay = await relayTo(port);
    const known = (await readFile(knownHosts, 'utf8')).replace(`:${port} `, `:${relay.port} `);
    await writeFile(join(directory, 'hosts'), known);
    const ssh = { ...settings.ssh, port: relay.port, knownHosts: join(directory, 'hosts') };
    const place = { backups: { directory: shop().place } };
    const far = createSite('vbox-b', { ...settings, ssh, ...place });
    const large = await shop().define('large', 96);
    let records = memoryTask().records;
    const once = () => {
      const task = memoryTask({ records });
      return ended(need(far.backups).create(large, { note: '' }, task));
    };
    let said = once();
    await client('export', large.id);
    await relay.cut();
    // Long enough that it is missed.
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    await relay.lay();
    while ((await said) === 'undecided') said = once();
    expect(await said).toBe('done');
    records = memoryTask().records;
    expect(await shop().list()).toHaveLength(1);
    expect(await shop().files()).toHaveLength(1);
    await far.close?.();
  });
});
