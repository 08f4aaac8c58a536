import { expect, it, onTestFinished } from 'vitest';
import type { Snapshots } from '../../../../src/hypervisor/snapshots.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import { never } from '../../../contracts/subject.ts';
import { memoryTask } from '../../../contracts/task.ts';
import { history } from './history.ts';
import { openDemo } from './site.ts';

async function open(settings: object = {}) {
  const site = await openDemo(settings);
  onTestFinished(() => site.close());
  const { hypervisor } = site;
  const machine = async (name: string): Promise<Machine> =>
    (await hypervisor.machines(never)).find((each) => each.name === name) ?? expect.unreachable();
  const snapshots: Snapshots = hypervisor.snapshots ?? expect.unreachable();
  const snapshot = async (of: Machine, name: string) =>
    (await snapshots.list(of, never)).find((each) => each.name === name) ?? expect.unreachable();
  const accepted = () => history(site.directory, 'campus').filter((call) => call.accepted);
  return { ...site, machine, snapshots, snapshot, accepted };
}

it('a cancel stops the task at the hypervisor: nothing was changed', async () => {
  const { hypervisor, machine, snapshots, accepted } = await open({ speed: 1 });
  const web = await machine('web-1');
  const task = memoryTask({ stopsAfterStep: 'cancelled' });
  const wanted = { name: 'halfway', description: '' };
  await expect(snapshots.create(web, wanted, task)).rejects.toMatchObject({ code: 'cancelled' });
  expect((await snapshots.list(web, never)).map(({ name }) => name)).toEqual(['before-upgrade']);
  expect(accepted().map(({ call }) => call)).toEqual(['snapshot.create', 'cancel']);
  await expect(hypervisor.power(web, 'pause', memoryTask())).resolves.toBeDefined();
});

it('a deadline stops the task at the hypervisor and is a failure', async () => {
  const { hypervisor, machine, accepted } = await open({ speed: 1 });
  const task = memoryTask({ stopsAfterStep: 'deadline' });
  const shutdown = hypervisor.power(await machine('web-1'), 'shutdown', task);
  await expect(shutdown).rejects.toMatchObject({ code: 'failed' });
  expect(accepted().map(({ call }) => call)).toEqual(['shutdown', 'cancel']);
});

it('a rollback that cannot be stopped half way is followed to its own end', async () => {
  const { machine, snapshots, snapshot, accepted } = await open();
  const web = await machine('web-1');
  const task = memoryTask({ stopsAfterStep: 'cancelled' });
  const ended = snapshots.rollback(web, await snapshot(web, 'before-upgrade'), task);
  await expect(ended).resolves.toMatchObject({ log: ['TASK OK'] });
  expect(accepted().map(({ call }) => call)).toEqual(['snapshot.rollback']);
});

it('a task is followed with its progress, from its beginning to its end', async () => {
  const { hypervisor, machine } = await open({ speed: 0.3 });
  const task = memoryTask();
  await hypervisor.power(await machine('web-1'), 'shutdown', task);
  const fractions = task.progress.map(({ fraction }) => fraction ?? -1);
  expect(fractions.length).toBeGreaterThan(2);
  expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
  expect(fractions.every((fraction) => fraction >= 0 && fraction < 1)).toBe(true);
});

it('every twelfth task that can fail does, says why, and changes nothing', async () => {
  const { machine, snapshots } = await open({ failures: true });
  const web = await machine('web-2');
  for (let count = 1; count <= 11; count += 1) {
    await snapshots.create(web, { name: `s${count}`, description: '' }, memoryTask());
  }
  const twelfth = snapshots.create(web, { name: 's12', description: '' }, memoryTask());
  await expect(twelfth).rejects.toMatchObject({
    code: 'failed',
    message: expect.stringContaining('No space left'),
  });
  expect(await snapshots.list(web, never)).toHaveLength(11);
});

it('now and then a snapshot is made with a warning', async () => {
  const { machine, snapshots } = await open({ failures: true });
  const web = await machine('web-2');
  const warnings: number[] = [];
  for (let count = 1; count <= 5; count += 1) {
    const wanted = { name: `s${count}`, description: '' };
    warnings.push((await snapshots.create(web, wanted, memoryTask())).warnings.length);
  }
  expect(warnings).toEqual([0, 0, 0, 0, 1]);
});

it.for([
  ['mail', 'in-the-way', ['monthly', 'before-upgrade']],
  ['db-1', 'deleted', ['monthly']],
] as const)('on the storage of %s later snapshots are %s', async ([name, later, left]) => {
  const { machine, snapshots, snapshot } = await open();
  const of = await machine(name);
  const monthly = await snapshot(of, 'monthly');
  expect(await snapshots.rollbackEffect(of, monthly, never)).toMatchObject({
    later,
    laterNames: ['before-upgrade'],
  });
  const ended = snapshots.rollback(of, monthly, memoryTask());
  await (later === 'in-the-way'
    ? expect(ended).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining('before-upgrade'),
      })
    : expect(ended).resolves.toBeDefined());
  expect((await snapshots.list(of, never)).map((each) => each.name)).toEqual(left);
});

it('a disk that the snapshot leaves out stays as it is, and the preview says so', async () => {
  const { hypervisor, machine, snapshots, snapshot } = await open();
  const build = await machine('build-1');
  const guest = hypervisor.guest ?? expect.unreachable();
  await snapshots.create(build, { name: 'clean', description: '' }, memoryTask());
  for (const path of ['/root/made', '/scratch/made']) {
    await guest.write(build, path, Buffer.from('later'), never);
  }
  const clean = await snapshot(build, 'clean');
  const effect = await snapshots.rollbackEffect(build, clean, never);
  expect(effect.disksNotIncluded).toEqual(['scsi1']);
  await snapshots.rollback(build, clean, memoryTask());
  await expect.poll(() => guest.probe(build, never)).toEqual({ answers: true });
  const read = (path: string) => guest.read(build, path, { signal: never, maxBytes: 100 });
  expect((await read('/scratch/made')).toString()).toBe('later');
  await expect(read('/root/made')).rejects.toMatchObject({ code: 'not-found' });
});

it('a container is off after a rollback, as the preview and the outcome say', async () => {
  const { machine, snapshots, snapshot } = await open();
  const dns = await machine('dns-1');
  await snapshots.create(dns, { name: 'cold', description: '' }, memoryTask());
  const cold = await snapshot(dns, 'cold');
  expect(cold.memory).toBe(false);
  expect((await snapshots.rollbackEffect(dns, cold, never)).leaves).toBe('stopped');
  const outcome = await snapshots.rollback(dns, cold, memoryTask());
  expect(outcome.notes).toEqual(['dns-1 is off now']);
  expect((await machine('dns-1')).state).toBe('stopped');
});

it('after a rollback the agent needs a moment and the clock is of then, until it is set', async () => {
  const { hypervisor, machine, snapshots, snapshot } = await open({ speed: 0.2 });
  const web = await machine('web-1');
  const guest = hypervisor.guest ?? expect.unreachable();
  const clock = async () => {
    const process = await guest.start(web, ['date', '+%s'], never);
    const { stdout } = await guest.wait(web, process, { signal: never, timeoutMs: 5_000 });
    return Number(stdout) * 1000;
  };
  const old = await snapshot(web, 'before-upgrade');
  await snapshots.rollback(web, old, memoryTask());
  expect(await guest.probe(web, never)).toMatchObject({ answers: false });
  await expect.poll(() => guest.probe(web, never)).toEqual({ answers: true });
  expect(Math.abs((await clock()) - old.createdAt)).toBeLessThan(10_000);
  await guest.setClock(web, never);
  expect(Math.abs((await clock()) - Date.now())).toBeLessThan(10_000);
});

it.for(['snapshot.create', 'snapshot.rollback', 'snapshot.delete'] as const)(
  'the hypervisor sees one %s of a task that died after its act',
  async (call) => {
    const { machine, snapshots, snapshot, accepted } = await open();
    const web = await machine('web-1');
    const old = await snapshot(web, 'before-upgrade');
    const first = memoryTask({ dies: 'after-do' });
    const act = (task: typeof first) => {
      if (call === 'snapshot.create') {
        return snapshots.create(web, { name: 'one', description: '' }, task);
      }
      return call === 'snapshot.delete'
        ? snapshots.delete(web, { snapshot: old, children: false }, task)
        : snapshots.rollback(web, old, task);
    };
    void act(first);
    await first.died;
    await act(memoryTask({ records: first.records }));
    expect(accepted()).toMatchObject([{ call, machine: web.id, tag: first.tag }]);
  },
);
