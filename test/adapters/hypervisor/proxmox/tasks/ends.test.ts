import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { memoryTask } from '../../../../contracts/task.ts';
import { bigCluster } from '../../../../doubles/proxmox/index.ts';
import { openTasks, power, type TasksSite } from './site.ts';

let site: TasksSite;
beforeEach(async () => {
  site = await openTasks();
});
afterEach(() => site.close());

const reset = power('reset');

describe('a task that ends', () => {
  it('well is done, with what its log says', async () => {
    site.double.faults.task({ type: 'qmreset', lines: 3 });
    const outcome = await site.tasks.act(reset, memoryTask());
    expect(outcome).toEqual({
      warnings: [],
      notes: [],
      log: ['INFO: line 1', 'INFO: line 2', 'INFO: line 3'],
    });
    expect(site.count('POST', /reset$/)).toBe(1);
  });

  it('with warnings is done, and each warning is told, wherever in the log it stands', async () => {
    const warn = ['the disk is slow', 'the clock is wrong'];
    site.double.faults.task({ type: 'qmreset', warn, lines: 6_000 });
    const { warnings } = await site.tasks.act(reset, memoryTask());
    expect(warnings).toEqual(warn);
  });

  it('badly is a failure in its own words, with the last lines of its log', async () => {
    site.double.faults.task({ type: 'qmreset', fail: "bridge 'vmbr9' does not exist", lines: 2 });
    await expect(site.tasks.act(reset, memoryTask())).rejects.toMatchObject({
      code: 'failed',
      message: 'The node has no bridge vmbr9, which web01 is connected to',
      hint: expect.stringContaining('INFO: line 1 · INFO: line 2'),
    });
  });

  it('with a worker that died is a failure', async () => {
    site.double.faults.task({ type: 'qmreset', fail: 'unexpected status' });
    await expect(site.tasks.act(reset, memoryTask())).rejects.toMatchObject({ code: 'failed' });
  });

  it('after 100,000 lines of log is followed without reading them all', async () => {
    site.double.faults.task({ type: 'qmreset', lines: 100_000 });
    const progress = (lines: readonly string[]) => ({ note: lines.at(-1) ?? '' });
    const outcome = await site.tasks.act({ ...reset, progress }, memoryTask());
    expect(outcome.log.at(-1)).toBe('INFO: line 100000');
    expect(site.count('GET', /log$/)).toBeLessThan(10);
  });

  it('on another node than the entry point is followed there', async () => {
    const wanted = power('reset', { node: 'pve3', id: '103', name: 'files01' });
    await site.tasks.act(wanted, memoryTask());
    expect(site.count('GET', /^\/nodes\/pve3\/tasks\/UPID%3Apve3%3A.*\/status$/)).toBe(1);
  });

  it('and is forgotten at once is for a person to decide', async () => {
    site.double.faults.task({ type: 'qmreset', vanish: true });
    await expect(site.tasks.act(reset, memoryTask())).rejects.toMatchObject({ code: 'undecided' });
    expect(site.count('POST', /reset$/)).toBe(1);
  });

  it('is told by the task itself where no list shows it', async () => {
    site.double.faults.task({ type: 'qmreset', hidden: true, ms: 300 });
    await expect(site.tasks.act(reset, memoryTask())).resolves.toBeDefined();
  });
});

describe('while a task runs', () => {
  it('its log tells how far it is', async () => {
    const hold = Promise.withResolvers<void>();
    site.double.faults.task({ type: 'qmreset', hold: hold.promise, lines: 3 });
    const task = memoryTask();
    const progress = (lines: readonly string[]) => ({ note: `${lines.length} lines` });
    const ended = site.tasks.act({ ...reset, progress }, task);
    await expect.poll(() => task.progress.at(-1)?.note, { timeout: 20_000 }).toBe('3 lines');
    hold.resolve();
    await ended;
    expect(task.progress[0]).toEqual({ note: 'reset goes on' });
  });

  it('many others are followed with the same list', async () => {
    await site.close();
    site = await openTasks({ seed: bigCluster(150, 3) });
    const hold = Promise.withResolvers<void>();
    site.double.faults.task({ type: 'qmreset', hold: hold.promise, times: 50 });
    const running = [...site.double.world.guests.values()]
      .filter(({ kind, state }) => kind === 'qemu' && state === 'running')
      .slice(0, 50);
    expect(running).toHaveLength(50);
    const all = running.map(({ vmid, node }) =>
      site.tasks.act(power('reset', { node, id: String(vmid) }), memoryTask()),
    );
    const lists = () => site.count('GET', /^\/cluster\/tasks$/);
    await expect.poll(lists, { timeout: 20_000 }).toBeGreaterThan(3);
    expect(site.count('GET', /\/tasks\/UPID/)).toBeLessThanOrEqual(lists());
    hold.resolve();
    await Promise.all(all);
  });

  it('a node that goes down and comes back costs patience and no outcome', async () => {
    const hold = Promise.withResolvers<void>();
    site.double.faults.task({ type: 'qmreset', hold: hold.promise });
    const task = memoryTask();
    const wanted = power('reset', { node: 'pve3', id: '103', name: 'files01' });
    const ended = site.tasks.act(wanted, task);
    await expect.poll(() => site.count('GET', /^\/cluster\/tasks$/)).toBeGreaterThan(0);
    site.double.faults.downNodes.add('pve3');
    hold.resolve();
    await expect
      .poll(() => task.progress.some(({ note }) => note.includes('no answer')), { timeout: 20_000 })
      .toBe(true);
    site.double.faults.downNodes.clear();
    await expect(ended).resolves.toBeDefined();
  });

  it('a token that is revoked and given back costs no outcome either', async () => {
    const hold = Promise.withResolvers<void>();
    site.double.faults.task({ type: 'qmreset', hold: hold.promise });
    const task = memoryTask();
    const ended = site.tasks.act(reset, task);
    await expect.poll(() => site.count('GET', /^\/cluster\/tasks$/)).toBeGreaterThan(0);
    site.double.revoke(site.double.tokens.root);
    await expect
      .poll(() => task.progress.some(({ note }) => note.includes('root@pam!full')))
      .toBe(true);
    site.double.revoke(site.double.tokens.root, false);
    hold.resolve();
    await expect(ended).resolves.toBeDefined();
  });
});
