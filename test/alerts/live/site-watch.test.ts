import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Rule } from '../../../src/alerts/rules/rule.ts';
import { db1, kvmA, type WatchedWorld, watchedWorld, web } from '../../fixtures/site-watch.ts';

let here: WatchedWorld;
beforeEach(async () => {
  here = await watchedWorld();
});
afterEach(() => here.dispose());

test('what has fired is told and stored, and so is that it is over', async () => {
  const site = here.watch();
  await site.answers(0.5, { cpu: 0.95 });
  expect(await here.said()).toEqual([]);
  await site.answers(1, { cpu: 0.95 });
  await here.deliver();
  await site.answers(2);
  expect(await here.said()).toEqual(['Alert 1: warning, firing', 'Alert 1: warning, resolved']);
  expect(await here.incidents()).toMatchObject([{ state: 'resolved', peak: 0.95 }]);
});

test('what the database does not take is told when it does, once', async () => {
  let broken = 3;
  const { write } = here.one.store.alerts;
  const records: Partial<typeof here.one.store.alerts> = {
    async write(turn) {
      broken -= 1;
      if (broken >= 0) throw new Error('away');
      return write(turn);
    },
  };
  const site = here.watch({ records });
  await site.answers(3, { cpu: 0.9 });
  expect(broken).toBeLessThan(0);
  expect(await here.said()).toEqual(['Alert 1: warning, firing']);
});

describe('a machine in trouble', () => {
  test('that is moved to another host, and named otherwise, is the same trouble', async () => {
    const site = here.watch();
    await site.answers(1.5, { cpu: 0.9 });
    await here.deliver();
    const moved = { ...web, host: 'kvm-b', name: 'web-2' };
    const hosts = [kvmA, { site: 'kvm', name: 'kvm-b' }];
    await site.answers(2, { cpu: 0.9, machines: [moved], hosts });
    expect(await here.states()).toEqual(['firing']);
    await site.answers(2, { machines: [moved], hosts });
    expect(await here.states()).toEqual(['resolved']);
  });

  test('that is deleted, or stopped, is over', async () => {
    const site = here.watch();
    await site.answers(1.5, { cpu: 0.9, machines: [web, db1] });
    const off = { ...web, state: 'stopped' as const };
    await site.answers(0.5, { cpu: 0.9, machines: [off, db1] });
    expect(await here.states()).toEqual(['firing']);
    await site.answers(0.5, { machines: [off] });
    expect(await here.states()).toEqual(['resolved']);
  });
});

test('a source is read in its own time, and is over when it says nothing of it any more', async () => {
  const subject = {
    ...{ key: 'kvm/storage/kvm-a/images', kind: 'storage' as const, site: 'kvm', host: 'kvm-a' },
    ...{ name: 'images', tags: [] },
  };
  let value: number | undefined = 0.97;
  const rule: Rule = {
    ...{ name: 'fill', signal: 'storage-fill', trigger: 0.9, clear: 0.9 },
    ...{ forMs: 0, clearForMs: 0, severity: 'critical' },
  };
  const site = here.watch({
    rules: [rule],
    sources: [
      {
        ...{ signals: ['storage-fill'], everyMs: 5 },
        read: async ({ now: at }) =>
          value === undefined ? [] : [{ subject, signal: 'storage-fill', at, value }],
      },
    ],
  });
  await site.answers(1);
  expect(await here.said()).toEqual(['Alert 1: critical, firing']);
  value = undefined;
  await site.answers(1);
  expect(await here.states()).toEqual(['resolved']);
});
