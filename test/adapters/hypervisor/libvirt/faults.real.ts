import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { BotError } from '../../../../src/errors.ts';
import type { Hypervisor, Machine } from '../../../../src/hypervisor.ts';
import { need } from '../../../contracts/subject.ts';
import { type MemoryTask, memoryTask } from '../../../contracts/task.ts';
import { killDaemon, type LabHost, startDaemon, virsh } from '../../../lab/libvirt/host.ts';
import type { LibvirtLab } from '../../../lab/libvirt/lab.ts';
import { defineMachine, signalMachine } from '../../../lab/libvirt/machine.ts';
import { openLab, openSite } from './site.ts';

const { signal } = new AbortController();
/** Milliseconds that a list may take with a hung machine: two deadlines of a query, on a busy computer. */
const LIST_LIMIT = 10_000;

let lab: LibvirtLab;
let host: LabHost;
let site: Hypervisor;
const made: string[] = [];

beforeAll(async () => {
  lab = await openLab();
  host = lab.hosts['kvm-a'];
  site = await openSite('kvm-a');
});
afterAll(() => site.close?.());

async function machine(name: string): Promise<Machine> {
  const found = (await site.machines(signal)).find((each) => each.name === name);
  if (!found) throw new Error(`no machine ${name}`);
  return found;
}

async function define(name: string): Promise<string> {
  const id = await defineMachine(host, { name }, { image: lab.image, signal });
  made.push(id);
  return id;
}

afterEach(async () => {
  for (const id of made.splice(0)) {
    await virsh(host, ['destroy', id], { signal }).catch(() => '');
    await virsh(host, ['undefine', id, '--snapshots-metadata'], { signal });
  }
});

describe('a machine whose QEMU hangs', () => {
  afterEach(() => signalMachine(host, 'e1', { with: 'CONT', signal }));

  it('delays no list, is named in it, and is well again afterwards', async () => {
    const other = await define('well');
    await virsh(host, ['start', other], { signal });
    await signalMachine(host, 'e1', { with: 'STOP', signal });
    const hung = await machine('e1');
    const from = performance.now();
    const usage = await site.usage(signal);
    expect(performance.now() - from).toBeLessThan(LIST_LIMIT);
    expect(usage.find(({ id }) => id === hung.id)).toMatchObject({
      problem: 'its QEMU does not answer',
      cpuFraction: undefined,
    });
    const well = usage.find(({ id }) => id === other);
    expect(well?.problem).toBeUndefined();
    expect(well?.hostMemoryBytes).toBeGreaterThan(0);
    expect((await machine('e1')).stateReason).toBe('its QEMU does not answer');

    await signalMachine(host, 'e1', { with: 'CONT', signal });
    await expect
      .poll(async () => (await site.usage(signal)).find(({ id }) => id === hung.id)?.problem, {
        timeout: 90_000,
      })
      .toBeUndefined();
    expect((await machine('e1')).stateReason).toBeUndefined();
  });
});

describe('a machine that another job of libvirt holds', () => {
  /** Somebody else's backup, which stays open until it is aborted. */
  const hold = async (id: string) => {
    const file = join(host.directory, 'images', `${id}-backup.xml`);
    const socket = join(host.directory, 'images', `${id}.nbd`);
    await writeFile(
      file,
      `<domainbackup mode='pull'><server transport='unix' socket='${socket}'/></domainbackup>`,
    );
    await virsh(host, ['backup-begin', id, file], { signal });
  };

  it('is waited for, by the name of that job, and the act is done once when it is free', async () => {
    const id = await define('taken');
    await virsh(host, ['start', id], { signal });
    await hold(id);
    const taken = await machine('taken');
    const task = memoryTask();
    const creating = need(site.snapshots).create(taken, { name: 'after', description: '' }, task);
    // libvirt waits for half a minute by itself before it refuses.
    await expect
      .poll(() => task.progress.map(({ note }) => note), { timeout: 90_000 })
      .toContainEqual(
        expect.stringMatching(/^Waiting: another job of libvirt holds taken: .*DomainBackupBegin/),
      );
    await virsh(host, ['domjobabort', id], { signal });
    await creating;
    const found = await need(site.snapshots).list(taken, signal);
    expect(found.map(({ name }) => name)).toEqual(['after']);
  });
});

describe('a libvirt that is killed', () => {
  /** What a libvirt that is started anew does not know any more is how those that are off came to be so. */
  const machines = async () =>
    (await site.machines(signal)).map((one) => ({ ...one, endedInOrder: 0, stateReason: 0 }));

  afterEach(() => startDaemon(host, signal).catch(() => undefined));

  it('is unreachable in words, and the next question after its restart is answered', async () => {
    const before = await machines();
    await killDaemon(host, signal);
    await expect(site.machines(signal)).rejects.toMatchObject({ code: 'unreachable' });
    await startDaemon(host, signal);
    expect(await machines()).toEqual(before);
  });

  it('and restarted between two questions is not even noticed', async () => {
    const before = await machines();
    await killDaemon(host, signal);
    await startDaemon(host, signal);
    expect(await machines()).toEqual(before);
  });

  it('in the middle of a snapshot leaves one or none, and the task says which', async () => {
    // A machine of its own: libvirt may stop one whose snapshot it was taking when it died.
    await virsh(host, ['start', await define('interrupted')], { signal });
    const interrupted = await machine('interrupted');
    const wanted = { name: 'in the middle', description: '' };
    const task = memoryTask();
    const create = (by: MemoryTask) =>
      need(site.snapshots)
        .create(interrupted, wanted, by)
        .then(
          () => 'done',
          (error: BotError) => error.code,
        );
    const creating = create(task);
    // One that was refused before it began says so here, not as a wait that was in vain.
    const begun = expect.poll(() => task.progress.length).toBeGreaterThan(0);
    expect(await Promise.race([begun.then(() => 'begun'), creating])).toBeOneOf(['begun', 'done']);
    await killDaemon(host, signal);
    await startDaemon(host, signal);
    let said = await creating;
    // The looking of a test may end sooner than the daemon is back: somebody takes over.
    while (said === 'undecided') said = await create(memoryTask({ records: task.records }));
    const found = await need(site.snapshots).list(interrupted, signal);
    expect(found.filter(({ name }) => name === wanted.name)).toHaveLength(said === 'done' ? 1 : 0);
  });
});

describe('names that are not meant well', () => {
  it.each([
    '--all',
    '$(reboot)',
    `it's "quoted"; quit`,
    'a \u202Eb\u202C',
    'virsh # list',
    'n'.repeat(200),
  ])('a machine named %j is one machine that starts and stops', async (name) => {
    const id = await define(name);
    const found = await machine(name);
    expect(found).toMatchObject({ id, state: 'stopped' });
    await site.power(found, 'start', memoryTask());
    expect((await machine(name)).state).toBe('running');
    await site.power(found, 'stop', memoryTask());
    expect((await machine(name)).state).toBe('stopped');
  });

  it('snapshots that others named are listed, rolled back to and deleted', async () => {
    const id = await define('named-elsewhere');
    const found = await machine('named-elsewhere');
    const names = [
      'two\nlines',
      'two',
      '--all',
      '$(reboot)',
      `it's "so"`,
      ' lead',
      'tab\there',
      'é\u202E',
    ];
    for (const name of names) {
      const words = ['snapshot-create-as', id, '--name', name, '--description', 'one\ntwo'];
      await virsh(host, words, { signal });
    }
    const listed = await need(site.snapshots).list(found, signal);
    expect(new Set(listed.map(({ name }) => name))).toEqual(new Set(names));
    for (const one of listed) {
      expect(one.description).toBe('one\ntwo');
      await need(site.snapshots).rollback(found, one, memoryTask());
      await need(site.snapshots).delete(found, { snapshot: one, children: false }, memoryTask());
    }
    expect(await need(site.snapshots).list(found, signal)).toEqual([]);
  });
});
