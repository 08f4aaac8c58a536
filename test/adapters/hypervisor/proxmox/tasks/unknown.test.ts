import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { memoryTask } from '../../../../contracts/task.ts';
import { createWho } from '../../../../doubles/proxmox/access/who.ts';
import { openTasks, power, type TasksSite } from './site.ts';

let site: TasksSite;
beforeEach(async () => {
  site = await openTasks();
});
afterEach(() => site.close());

const reset = power('reset');
const sent = () => site.count('POST', /reset$/);
const done = { warnings: [], notes: [] };

describe('an act whose answer is lost', () => {
  it.each([
    ['a 596', { how: 'broken', when: 'after' }],
    ['a cut connection', { how: 'cut', when: 'after' }],
  ] as const)('to %s is found in the list of tasks and followed', async (_what, trouble) => {
    site.double.faults.call({ method: 'POST', path: /reset$/ }, trouble);
    await expect(site.tasks.act(reset, memoryTask())).resolves.toMatchObject(done);
    expect(sent()).toBe(1);
  });

  it.each([
    ['a 596', { how: 'broken', when: 'before' }],
    ['a cut connection', { how: 'cut', when: 'before' }],
  ] as const)(
    'to %s before it was heard is known not to have taken place',
    async (_what, trouble) => {
      site.double.faults.call({ method: 'POST', path: /reset$/ }, trouble);
      await expect(site.tasks.act(reset, memoryTask())).rejects.toMatchObject({
        code: 'unreachable',
      });
      expect(site.double.world.tasks.all).toHaveLength(0);
      expect(sent()).toBe(1);
    },
  );

  it('is waited for while it may still arrive', async () => {
    await site.close();
    site = await openTasks({}, { settleMs: 5_000 });
    site.double.faults.call({ method: 'POST', path: /reset$/ }, { how: 'cut', when: 'before' });
    const ended = site.tasks.act(reset, memoryTask());
    await expect.poll(() => site.count('GET', /^\/nodes\/pve1\/tasks$/)).toBeGreaterThan(0);
    begin('root@pam!full');
    await expect(ended).resolves.toMatchObject(done);
    expect(sent()).toBe(1);
  });

  it('is for a person to decide where two tasks could be it', async () => {
    site.double.faults.call({ method: 'POST', path: /reset$/ }, { how: 'broken', when: 'after' });
    begin('root@pam!full');
    await expect(site.tasks.act(reset, memoryTask())).rejects.toMatchObject({
      code: 'undecided',
      message: expect.stringContaining('2 tasks'),
    });
    expect(sent()).toBe(1);
  });

  it('is not taken for what others did, or what was done to others', async () => {
    site.double.faults.call({ method: 'POST', path: /reset$/ }, { how: 'broken', when: 'before' });
    begin('somebody@pve');
    begin('root@pam');
    begin('root@pam!full', { id: 101 });
    begin('root@pam!full', { type: 'qmstop' });
    begin('root@pam!full', { node: 'pve2' });
    await expect(site.tasks.act(reset, memoryTask())).rejects.toMatchObject({
      code: 'unreachable',
    });
  });

  it('is not taken for one of our own that began in the same second', async () => {
    await site.tasks.act({ ...reset, step: 'first' }, memoryTask());
    site.double.faults.call({ method: 'POST', path: /reset$/ }, { how: 'broken', when: 'before' });
    const second = site.tasks.act({ ...reset, step: 'second' }, memoryTask());
    await expect(second).rejects.toMatchObject({ code: 'unreachable' });
    site.double.faults.call({ method: 'POST', path: /reset$/ }, { how: 'broken', when: 'after' });
    const third = site.tasks.act({ ...reset, step: 'third' }, memoryTask());
    await expect(third).resolves.toMatchObject(done);
  });

  it('is for a person to decide where the list is refused', async () => {
    site.double.faults.call({ method: 'POST', path: /reset$/ }, { how: 'broken', when: 'after' });
    const refused = {
      how: 'answer',
      status: 403,
      reason: 'Permission check failed (/, Sys.Audit)',
    } as const;
    site.double.faults.call({ path: /^\/nodes\/pve1\/tasks$/ }, refused, 9);
    await expect(site.tasks.act(reset, memoryTask())).rejects.toMatchObject({ code: 'undecided' });
    expect(sent()).toBe(1);
  });

  it('to a node that was never reached leaves nothing open', async () => {
    site.double.faults.downNodes.add('pve3');
    const wanted = power('reset', { node: 'pve3', id: '103', name: 'files01' });
    await expect(site.tasks.act(wanted, memoryTask())).rejects.toMatchObject({ code: 'failed' });
    expect(site.count('GET', /tasks/)).toBe(0);
  });
});

describe('a bot that died', () => {
  it('before it sent the act sends it once when it is back', async () => {
    const killed = memoryTask({ dies: 'after-intent' });
    void site.tasks.act(reset, killed);
    await killed.died;
    expect(sent()).toBe(0);
    await site.tasks.act(reset, memoryTask({ records: killed.records }));
    expect(sent()).toBe(1);
  });

  it('after it sent the act finds its task and does not send it again', async () => {
    const killed = memoryTask({ dies: 'after-do' });
    void site.tasks.act(reset, killed);
    await killed.died;
    await expect(
      site.tasks.act(reset, memoryTask({ records: killed.records })),
    ).resolves.toMatchObject(done);
    expect(sent()).toBe(1);
  });

  it('while it followed takes up the task by its stored name', async () => {
    const hold = Promise.withResolvers<void>();
    site.double.faults.task({ type: 'qmreset', hold: hold.promise });
    const first = memoryTask({ stopsAfterStep: 'lease-lost' });
    await expect(site.tasks.act(reset, first)).rejects.toMatchObject({ reason: 'lease-lost' });
    hold.resolve();
    await site.tasks.act(reset, memoryTask({ records: first.records }));
    expect(sent()).toBe(1);
    expect(site.count('GET', /^\/nodes\/pve1\/tasks$/)).toBe(0);
  });
});

/** What somebody else does there: a task that no call of ours began. */
function begin(
  name: string,
  { type = 'qmreset', node = 'pve1', id = 100 }: { type?: string; node?: string; id?: number } = {},
): void {
  const { rights, tasks } = site.double.world;
  const [user = '', token] = name.split('!');
  tasks.begin({ type, node, id, who: createWho(user, token, rights), lines: [] });
}
