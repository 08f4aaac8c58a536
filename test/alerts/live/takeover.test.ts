import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MINUTE } from '../../fixtures/alerts.ts';
import {
  busyRule,
  db1,
  kvmA,
  lostRule,
  type WatchedWorld,
  watchedWorld,
  web,
} from '../../fixtures/site-watch.ts';
import { anna } from '../../fixtures/stores.ts';

let here: WatchedWorld;
beforeEach(async () => {
  here = await watchedWorld();
});
afterEach(() => here.dispose());

describe('whoever takes the seat', () => {
  test('goes on with the same card, whatever became of the one before', async () => {
    const before = here.watch();
    await before.answers(1.5, { cpu: 0.9 });
    await here.deliver();
    await here.one.store.alerts.acknowledge(1, anna);
    await before.dies();
    const other = await here.next();
    // Ten minutes in which nobody looked end nothing.
    here.clock.now += 10 * MINUTE;
    const site = here.watch(other);
    await site.looked();
    await site.looked();
    await site.answers(2, { cpu: 0.95 });
    expect(await here.states()).toEqual(['acknowledged']);
    await here.deliver();
    await site.answers(2);
    expect(await here.said()).toEqual([
      'Alert 1: warning, firing',
      'Alert 1: warning, acknowledged',
      'Alert 1: warning, resolved',
    ]);
    expect(await here.incidents()).toMatchObject([{ number: 1, acknowledged: { by: 'anna' } }]);
  });

  test('says nothing of what is muted before it has read that it is', async () => {
    const { alerts } = here.one.store;
    const hour = { from: here.clock.now - MINUTE, until: here.clock.now + 60 * MINUTE };
    await alerts.silence({ on: 'web-*', ...hour, reason: 'a load test' }, anna);
    const before = here.watch();
    await before.answers(1.5, { cpu: 0.9 });
    await before.dies();
    const other = await here.next();
    let tries = 0;
    const inbox: typeof other.store.alerts.inbox = async (site) => {
      tries += 1;
      if (tries === 1) throw new Error('the database is away');
      return other.store.alerts.inbox(site);
    };
    const site = here.watch({ ...other, records: { inbox } });
    await site.looked();
    await site.answers(0.5, { cpu: 0.9 });
    expect(tries).toBeGreaterThan(1);
    expect(await here.said()).toEqual([]);
    expect(await here.incidents()).toMatchObject([{ state: 'firing', quiet: 'a load test' }]);
  });

  test('does not wait anew for what was under way', async () => {
    const slow = [{ ...busyRule, forMs: 10 * MINUTE }];
    const { metrics } = here.one.store;
    const [series = 0] = await metrics.numbers([{ ...web, kind: 'machine' }]);
    const samples = Array.from({ length: 54 }, (_, step) => ({
      ...{ series, at: here.clock.now - (54 - step) * 10_000, cpu: 0.9 },
    }));
    await metrics.write(samples);
    const site = here.watch({ rules: slow });
    await site.answers(0.5, { cpu: 0.9 });
    expect(await here.said()).toEqual([]);
    await site.answers(2.5, { cpu: 0.9 });
    expect(await here.said()).toEqual(['Alert 1: warning, firing']);
  });

  test('ends what no rule speaks of any more, and what is gone', async () => {
    const before = here.watch({ rules: [busyRule, { ...busyRule, name: 'own', on: 'db-1' }] });
    await before.answers(1.5, { cpu: 0.9, machines: [web, db1] });
    await here.deliver();
    await before.close();
    const site = here.watch({ rules: [{ ...busyRule, on: 'db-1' }] });
    await site.answers(0.5, { cpu: 0.9, machines: [web, db1] });
    const [open] = await here.incidents();
    const firing = open?.members.filter(({ until }) => until === undefined);
    expect(firing?.map(({ subject, rule }) => [subject.name, rule])).toEqual([['db-1', 'busy']]);
    await site.answers(0.5, { cpu: 0.9, machines: [web] });
    expect(await here.states()).toEqual(['resolved']);
  });

  test('finds an incident of a short while ago again, not a new one', async () => {
    const before = here.watch();
    await before.answers(1.5, { cpu: 0.9 });
    await before.answers(2);
    await before.close();
    const site = here.watch(await here.next());
    await site.answers(2, { cpu: 0.9 });
    expect(await here.incidents()).toMatchObject([{ number: 1, state: 'firing', flapping: true }]);
  });

  test('hears as little of a site as the one before, and tells that no second time', async () => {
    await here.one.store.metrics.numbers([
      { ...kvmA, kind: 'host', id: 'kvm-a', birth: '', host: 'kvm-a', tags: [] },
    ]);
    const before = here.watch({ rules: [busyRule, lostRule] });
    await before.answers(1.5, { cpu: 0.9 });
    await before.isAway(3);
    await before.dies();
    const site = here.watch({ ...(await here.next()), rules: [busyRule, lostRule] });
    await site.isAway(5);
    expect(await here.states()).toEqual(['firing', 'firing']);
    await site.answers(3);
    expect(await here.states()).toEqual(['resolved', 'resolved']);
  });
});
