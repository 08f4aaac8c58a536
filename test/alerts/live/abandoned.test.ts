import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { endAbandoned } from '../../../src/alerts/live/abandoned.ts';
import { incidentCards } from '../../../src/cards/incident.ts';
import { silent } from '../../../src/log.ts';
import { openSeats, type Seats } from '../../../src/replicas/seats.ts';
import { ops, toldIn } from '../../fixtures/alert-writer.ts';
import { busyRule, type WatchedWorld, watchedWorld } from '../../fixtures/site-watch.ts';
import type { Member } from '../../fixtures/stores.ts';

const ORIGIN = 'ops-1:/etc/nakhoda/nakhoda.yaml';

let here: WatchedWorld;
let ends: (() => Promise<void>)[] = [];
beforeEach(async () => {
  here = await watchedWorld();
});
afterEach(async () => {
  for (const end of ends.toReversed()) await end();
  ends = [];
  await here.dispose();
});

/** A machine fires, its card stands, and the process that watched it ends in order. */
async function left(origin: string | undefined) {
  const site = here.watch({ origin });
  await site.answers(1.5, { cpu: 0.9 });
  await here.deliver();
  await site.close();
  await here.one.store.replicas.release(['poll:kvm']);
  await here.one.database.close();
}

/** A process of these sites starts with that configuration. Gives how often it has looked. */
async function starts(origin: string, sites: readonly string[]) {
  const other = await here.join({ sites });
  const { replicas, alerts } = other.store;
  const seats: Seats = await openSeats({
    ...{ ask: replicas.seats, release: replicas.release, released: replicas.released, log: silent },
  });
  let looks = 0;
  const abandoned: typeof alerts.abandoned = (by) => {
    looks += 1;
    return alerts.abandoned(by);
  };
  const end = endAbandoned({
    ...{ seats, origin, sites, cards: incidentCards([busyRule]), log: silent, everyMs: 5 },
    records: { ...alerts, abandoned },
    reaching: async () => toldIn(() => [ops]),
  });
  ends.push(() => seats.stop(), end);
  const looked = () => vi.waitFor(() => expect(looks).toBeGreaterThan(3), { timeout: 30_000 });
  return { ...other, looked };
}

const incidentsOf = ({ store }: Member) =>
  store.alerts.list({ sites: ['kvm'], ended: true, limit: 9 });

test('a site that was taken out of the configuration ends its alerts on their cards, with these words', async () => {
  await left(ORIGIN);
  const after = await starts(ORIGIN, ['pve']);
  await expect
    .poll(() => incidentsOf(after), { timeout: 30_000 })
    .toMatchObject([{ state: 'resolved', dropped: 'site-gone' }]);
  const { rows } = await after.database.pool.query(
    `select card ->> 'title' as title, card -> 'blocks' ->> 1 as words, card -> 'actions' as actions
     from outbox order by id desc limit 1`,
  );
  expect(rows[0]).toMatchObject({
    title: expect.stringMatching(/^Not watched any more: CPU of web-1 over 80 %, after /),
    words: expect.stringContaining('its site was taken out of the configuration'),
    actions: [],
  });
});

test.each([
  ['a replica of another configuration, which never had it', 'ops-2:/etc/nakhoda.yaml', ['pve']],
  ['one that has it still', ORIGIN, ['kvm', 'pve']],
])('%s, ends nothing of it', async (_, origin, sites) => {
  await left(ORIGIN);
  const after = await starts(origin, sites);
  await after.looked();
  expect(await incidentsOf(after)).toMatchObject([{ state: 'firing' }]);
});

test('what another replica has goes on, whatever this one was told', async () => {
  await left(ORIGIN);
  const third = await here.join({ sites: ['kvm'] });
  const after = await starts(ORIGIN, ['pve']);
  await after.looked();
  expect(await incidentsOf(after)).toMatchObject([{ state: 'firing' }]);
  await third.database.close();
  await expect
    .poll(async () => (await incidentsOf(after))[0]?.dropped, { timeout: 30_000 })
    .toBe('site-gone');
});

test('a replica of another computer that had it within the hour may come back to it', async () => {
  await left(ORIGIN);
  const after = await starts('x', ['pve']);
  await after.database.pool.query(`update replicas set host = 'ops-9' where 'kvm' = any(sites)`);
  expect(await after.store.alerts.abandoned({ origin: ORIGIN, sites: ['pve'] })).toEqual([]);
  await after.database.pool.query(`delete from replicas where host = 'ops-9'`);
  expect(await after.store.alerts.abandoned({ origin: ORIGIN, sites: ['pve'] })).toEqual(['kvm']);
});
