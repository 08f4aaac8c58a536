import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  busyRule,
  kvmA,
  lostRule,
  type WatchedWorld,
  watchedWorld,
} from '../../fixtures/site-watch.ts';

let here: WatchedWorld;
beforeEach(async () => {
  here = await watchedWorld();
});
afterEach(() => here.dispose());

describe('a site that does not answer', () => {
  test('is its only host lost: told once, with nothing of its machines, and over when it is back', async () => {
    const site = here.watch({ rules: [busyRule, lostRule] });
    await site.answers(1, { cpu: 0.5 });
    await site.isAway(10);
    expect(await here.said()).toEqual(['Alert 1: critical, firing']);
    await here.deliver();
    await site.answers(1, { cpu: 0.95 });
    expect((await here.said()).slice(1)).toEqual([
      'Alert 1: critical, resolved',
      'Alert 1 resolved',
    ]);
    expect(await here.incidents()).toMatchObject([{ signal: 'host-lost', host: 'kvm-a' }]);
  });

  test('where it has several hosts has no figures after three minutes, and nothing is over by that', async () => {
    const hosts = [kvmA, { site: 'kvm', name: 'kvm-b' }];
    const site = here.watch({ rules: [busyRule, lostRule] });
    await site.answers(1.5, { cpu: 0.9, hosts });
    await here.deliver();
    await site.isAway(10);
    const [silent, busy] = await here.incidents();
    expect(silent).toMatchObject({ signal: 'no-data', state: 'firing', severity: 'warning' });
    expect(busy).toMatchObject({ state: 'firing', noDataSince: expect.any(Number) });
    await site.answers(1, { cpu: 0.9, hosts });
    expect(await here.states()).toEqual(['firing', 'resolved']);
  });
});
