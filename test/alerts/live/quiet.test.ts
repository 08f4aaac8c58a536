import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Rule } from '../../../src/alerts/rules/rule.ts';
import { HOUR } from '../../fixtures/alerts.ts';
import { busyRule, kvmA, type WatchedWorld, watchedWorld } from '../../fixtures/site-watch.ts';
import { acceptance, anna, exclusive, holdOf, shared } from '../../fixtures/stores.ts';

let here: WatchedWorld;
beforeEach(async () => {
  here = await watchedWorld();
});
afterEach(() => here.dispose());

describe('a card that stands', () => {
  test('gets its figures as they are now, once a minute at the most', async () => {
    const site = here.watch();
    await site.answers(1.5, { cpu: 0.9 });
    await here.deliver();
    for (const tenth of [0, 1, 2, 3, 4, 5]) {
      await site.answers(0.5, { cpu: 0.91 + tenth / 100 });
      await here.deliver();
    }
    const edits = (await here.said()).length - 1;
    expect(edits).toBeGreaterThanOrEqual(2);
    expect(edits).toBeLessThanOrEqual(3);
  });

  test('shows who acknowledged it, and what is silenced', async () => {
    const site = here.watch();
    await site.answers(1.5, { cpu: 0.9 });
    await here.deliver();
    await here.one.store.alerts.acknowledge(1, anna);
    site.heard();
    await site.looked();
    await here.deliver();
    const until = here.clock.now + HOUR;
    await here.one.store.alerts.silence({ on: 'web-*', from: 0, until, reason: 'a test' }, anna);
    site.heard();
    await site.looked();
    expect(await here.said()).toEqual([
      'Alert 1: warning, firing',
      'Alert 1: warning, acknowledged',
      'Alert 1: warning, acknowledged',
    ]);
    expect((await here.one.store.alerts.find(1)).quiet).toBe('a test');
  });
});

test('what is silenced is not told, and told when that is over', async () => {
  const times = { from: 0, until: here.clock.now + HOUR };
  const mute = await here.one.store.alerts.silence(
    { on: 'web-1', ...times, reason: 'a test' },
    anna,
  );
  const site = here.watch();
  await site.answers(2, { cpu: 0.9 });
  expect(await here.said()).toEqual([]);
  await here.one.store.alerts.unsilence(mute.number, anna);
  site.heard();
  await site.answers(0.5, { cpu: 0.9 });
  expect(await here.said()).toEqual(['Alert 1: warning, firing']);
});

test('nothing is said of a machine while we work on it, and for five minutes after', async () => {
  const [accepted] = await here.one.store.accept({
    operations: [acceptance({ kind: 'vm.power', claims: [exclusive('machine:kvm/7')] })],
    run: true,
  });
  const site = here.watch();
  await site.answers(3, { cpu: 0.9 });
  expect(await here.said()).toEqual([]);
  if (!accepted?.taken) throw new Error('it was not taken');
  const hold = holdOf(here.one.store, accepted.taken);
  await here.one.store.end(hold, { state: 'done', card: { title: 'Done' } });
  await site.answers(1, { cpu: 0.9 });
  expect(await here.said()).toEqual([]);
  await site.answers(5, { cpu: 0.9 });
  expect(await here.said()).toEqual(['Alert 1: warning, firing']);
});

test('a host is no warning while we back up a machine that is on it, whichever it is', async () => {
  const busyHost: Rule = { ...busyRule, name: 'host', signal: 'host-cpu' };
  const hosts = [
    { ...kvmA, cpuFraction: 0.9 },
    { site: 'kvm', name: 'kvm-b', cpuFraction: 0.9 },
  ];
  const backup = acceptance({ kind: 'backup.create', claims: [shared('machine:kvm/7')] });
  await here.one.store.accept({ operations: [backup], run: true });
  const site = here.watch({ rules: [busyHost] });
  await site.answers(2, { hosts });
  const told = await here.incidents();
  expect(told.map(({ host, quiet }) => [host, quiet])).toEqual([
    ['kvm-b', undefined],
    ['kvm-a', 'Work'],
  ]);
  expect(await here.said()).toEqual([`Alert ${told[0]?.number}: warning, firing`]);
});
