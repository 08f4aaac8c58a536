import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBirths } from '../../../../../adapters/hypervisor/proxmox/births.ts';
import type { Machine } from '../../../../../src/hypervisor.ts';
import { never } from '../../../../contracts/subject.ts';
import { memoryTask } from '../../../../contracts/task.ts';
import { createWho } from '../../../../doubles/proxmox/access/who.ts';
import type { ProxmoxDouble } from '../../../../doubles/proxmox/index.ts';
import { clientMaker } from '../client-maker.ts';
import { openTasks, power, type TasksSite } from './site.ts';

let site: TasksSite;
let double: ProxmoxDouble;
beforeEach(async () => {
  site = await openTasks();
  double = site.double;
});
afterEach(() => site.close());

const reset = power('reset');
const start = power('start', { id: '101', name: 'db01' });
const sent = (verb: string) => site.count('POST', new RegExp(`${verb}$`));
const notes = (task: ReturnType<typeof memoryTask>) => task.progress.map(({ note }) => note);

function guest(vmid: number) {
  const found = double.world.guests.get(vmid);
  if (!found) throw new Error(`the double has no ${vmid}`);
  return found;
}

function lock(vmid: number, word: string | undefined): void {
  const { config } = guest(vmid);
  if (word === undefined) delete config['lock'];
  else config['lock'] = word;
}

/** A task of somebody else's on that machine, or on none that is named. */
function othersTask(type: string, id: number | '', hold: Promise<unknown>): void {
  double.faults.task({ type, hold });
  const who = createWho('root@pam', undefined, double.world.rights);
  double.world.tasks.begin({ type, node: 'pve1', id, who, lines: [] });
}

describe('a machine that is locked', () => {
  it.each([
    ['the call itself says', reset, 100],
    ['only the task says', start, 101],
  ] as const)('as %s is waited for, told why, and then acted on', async (_who, wanted, vmid) => {
    const backup = Promise.withResolvers<void>();
    othersTask('vzdump', vmid, backup.promise);
    lock(vmid, 'backup');
    const task = memoryTask();
    const ended = site.tasks.act(wanted, task);
    const says = `Waiting: ${wanted.name} is locked, as it is being backed up (task vzdump of root@pam)`;
    await expect.poll(() => notes(task), { timeout: 20_000 }).toContain(says);
    lock(vmid, undefined);
    backup.resolve();
    await expect(ended).resolves.toMatchObject({ warnings: [] });
    expect(sent(wanted === reset ? 'reset' : 'start')).toBe(2);
  });

  it('by a backup of several, whose task names none, is waited for too', async () => {
    const backup = Promise.withResolvers<void>();
    othersTask('vzdump', '', backup.promise);
    lock(100, 'backup');
    const task = memoryTask();
    const ended = site.tasks.act(reset, task);
    await expect.poll(() => notes(task).some((note) => note.includes('vzdump'))).toBe(true);
    lock(100, undefined);
    backup.resolve();
    await expect(ended).resolves.toBeDefined();
  });

  it('though no task is seen that would end it is refused with the safe way out', async () => {
    lock(100, 'snapshot');
    await expect(site.tasks.act(reset, memoryTask())).rejects.toMatchObject({
      code: 'busy',
      message: expect.stringContaining('having a snapshot taken'),
      hint: expect.stringContaining('qm unlock 100'),
    });
    expect(guest(100).state).toBe('running');
  });

  it('for as long as it is hibernated is not waited for', async () => {
    lock(100, 'suspended');
    await expect(site.tasks.act(reset, memoryTask())).rejects.toMatchObject({ code: 'busy' });
    expect(sent('reset')).toBe(1);
  });

  it('is left by an operation that is cancelled meanwhile', async () => {
    othersTask('vzdump', 100, new Promise(() => {}));
    lock(100, 'backup');
    const task = memoryTask();
    const ended = site.tasks.act(reset, task);
    const left = expect(ended).rejects.toMatchObject({ reason: 'cancelled' });
    await expect.poll(() => notes(task).some((note) => note.startsWith('Waiting'))).toBe(true);
    task.stop('cancelled');
    await left;
    expect(site.count('DELETE', /./)).toBe(0);
  });

  it('is waited for by who takes over as well, and nothing is sent twice', async () => {
    othersTask('vzdump', 100, new Promise(() => {}));
    lock(100, 'backup');
    const first = memoryTask();
    const ended = site.tasks.act(reset, first);
    const left = expect(ended).rejects.toMatchObject({ reason: 'handover' });
    await expect.poll(() => notes(first).some((note) => note.startsWith('Waiting'))).toBe(true);
    first.stop('handover');
    await left;
    expect(sent('reset')).toBe(1);
    lock(100, undefined);
    for (const task of double.world.tasks.all) task.cancel();
    await site.tasks.act(reset, memoryTask({ records: first.records }));
    expect(sent('reset')).toBe(2);
  });
});

describe('a machine that moved to another node meanwhile', () => {
  async function machine(id = '100', name = 'web01'): Promise<Machine> {
    const clientOf = clientMaker(() => double);
    const named = { host: 'pve1', kind: 'vm', id, name } as const;
    const birth = await createBirths(clientOf()).of(named, never);
    await clientOf.close();
    return { ...named, site: 'lab', birth, state: 'running', tags: [] };
  }

  it('is followed there', async () => {
    const wanted = { ...reset, machine: await machine() };
    guest(100).node = 'pve2';
    const task = memoryTask();
    await site.tasks.act(wanted, task);
    expect(notes(task)).toContain('web01 has moved to pve2');
    expect(site.count('POST', /^\/nodes\/pve2\/qemu\/100\/status\/reset$/)).toBe(1);
  });

  it('is followed there where only the task says so', async () => {
    const wanted = { ...start, machine: await machine('101', 'db01') };
    guest(101).node = 'pve2';
    await site.tasks.act(wanted, memoryTask());
    expect(guest(101).state).toBe('running');
  });

  it('is not taken for another one with its id', async () => {
    const wanted = { ...reset, machine: { ...(await machine()), birth: 'another' } };
    guest(100).node = 'pve2';
    await expect(site.tasks.act(wanted, memoryTask())).rejects.toMatchObject({ code: 'conflict' });
    expect(double.world.tasks.all).toHaveLength(0);
  });

  it('and is nowhere is gone', async () => {
    const wanted = { ...reset, machine: await machine() };
    double.world.guests.delete(100);
    await expect(site.tasks.act(wanted, memoryTask())).rejects.toMatchObject({ code: 'not-found' });
  });
});
