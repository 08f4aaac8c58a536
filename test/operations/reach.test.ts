import { expect, it } from 'vitest';
import { reach } from '../../src/operations/reach.ts';
import { memoryTask } from '../contracts/task.ts';
import { machine, pretend } from '../doubles/hypervisor.ts';
import { contextOf } from './context.ts';

const e1 = machine('e1');

it('at first a silent site is a failure, for nothing was begun', async () => {
  const site = pretend();
  site.silence = 'connection refused';
  await expect(reach(e1, contextOf(site, memoryTask()))).rejects.toMatchObject({
    code: 'unreachable',
  });
});

it('after a restart a silent site is waited for', async () => {
  const site = pretend();
  site.machines = [e1];
  const first = memoryTask();
  await reach(e1, contextOf(site, first));

  site.silence = 'connection refused';
  const second = memoryTask({ records: first.records });
  const found = reach(e1, contextOf(site, second));
  setTimeout(() => {
    site.silence = undefined;
  }, 200);
  expect((await found).machine).toEqual(e1);
  expect(second.progress).toContainEqual({ note: 'Waiting until lab answers' });
});

it('after a restart a cancel at a silent site leaves the outcome to a person', async () => {
  const site = pretend();
  site.machines = [e1];
  const first = memoryTask();
  await reach(e1, contextOf(site, first));

  site.silence = 'connection refused';
  const second = memoryTask({ records: first.records });
  const found = reach(e1, contextOf(site, second));
  setTimeout(() => second.stop('cancelled'), 50);
  await expect(found).rejects.toMatchObject({ code: 'undecided' });
});

it('a handover only stops the following', async () => {
  const site = pretend();
  site.machines = [e1];
  const first = memoryTask();
  await reach(e1, contextOf(site, first));

  site.silence = 'connection refused';
  const second = memoryTask({ records: first.records });
  const found = reach(e1, contextOf(site, second));
  setTimeout(() => second.stop('handover'), 50);
  await expect(found).rejects.toMatchObject({ name: 'Stop', reason: 'handover' });
});
