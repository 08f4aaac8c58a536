import { expect, it, onTestFinished, vi } from 'vitest';
import { createAlerting } from '../../../src/alerts/alerting.ts';
import { readAlerts } from '../../../src/alerts/section.ts';
import { defaultSettings } from '../../../src/alerts/settings.ts';
import { alertDesk } from '../../../src/app/alert-desk.ts';
import type { DigestSettings } from '../../../src/digest/section.ts';
import { tellDaily } from '../../../src/digest/teller.ts';
import { createInventory } from '../../../src/inventory.ts';
import { silent } from '../../../src/log.ts';
import { pretend } from '../../doubles/hypervisor.ts';
import { type Member, world } from '../../fixtures/stores.ts';

const PATIENCE = { timeout: 60_000 };

function settingsOf(digest: object): DigestSettings {
  const { alerts, problems } = readAlerts({ alerts: { digest } }, ['test']);
  expect(problems).toEqual([]);
  return alerts.digest ?? expect.unreachable();
}

const berlin = settingsOf({ at: '08:00', zone: 'Europe/Berlin', to: ['test:ops', 'test:night'] });

async function open() {
  const db = await world();
  onTestFinished(() => db.dispose());
  return db;
}

/** Tells it for as long as the test lasts, by this clock. */
function tell({ store }: Member, now: () => number, settings = berlin) {
  const over = new AbortController();
  const looks = { count: 0 };
  const fleet = createInventory([pretend({ name: 'kvm' }).hypervisor]);
  const alerts = alertDesk({
    store,
    alerting: createAlerting({ ...defaultSettings, digest: settings }),
  });
  const tasks = {
    ...{ list: store.listTasks, show: store.showTask, targets: store.targets },
    cancel: store.cancel,
    settle: () => expect.unreachable('a digest settles nothing'),
  };
  const ended = tellDaily(
    {
      ...{ fleet, tasks, commands: [], alerts, metrics: store.metrics, log: silent, lookMs: 5 },
      digests: store.digests,
      settings: () => settings,
      now() {
        looks.count += 1;
        return now();
      },
    },
    { signal: over.signal, holds: () => !over.signal.aborted },
  );
  const stop = () => {
    over.abort();
    return ended;
  };
  onTestFinished(stop);
  return { stop, looked: () => looks.count };
}

async function said({ database }: Member) {
  const { rows } = await database.pool.query<{ channel: string; title: string }>(
    `select place ->> 'channel' as channel, card ->> 'title' as title from outbox order by id`,
  );
  return rows;
}

const looksOn = (teller: ReturnType<typeof tell>) => {
  const before = teller.looked();
  return vi.waitFor(() => expect(teller.looked()).toBeGreaterThan(before + 6), PATIENCE);
};

it('is told once in each channel, whoever tells it and however often they look', async () => {
  const db = await open();
  const [one, other] = [await db.join(), await db.join()];
  const now = () => Date.parse('2026-11-27T07:00:10Z');
  const both = [tell(one, now), tell(other, now)];
  await vi.waitFor(async () => expect(await said(one)).toHaveLength(2), PATIENCE);
  await Promise.all(both.map(looksOn));
  expect((await said(one)).map(({ channel }) => channel)).toEqual(['ops', 'night']);
});

it('is told late where the bot was down at its minute, the same morning, and the next day again', async () => {
  const one = await (await open()).join();
  let now = Date.parse('2026-11-27T10:59:00Z');
  const teller = tell(one, () => now);
  await vi.waitFor(async () => expect(await said(one)).toHaveLength(2), PATIENCE);
  now = Date.parse('2026-11-28T06:59:59Z');
  await looksOn(teller);
  expect(await said(one)).toHaveLength(2);
  now = Date.parse('2026-11-28T07:00:00Z');
  await vi.waitFor(async () => expect(await said(one)).toHaveLength(4), PATIENCE);
});

it('of a morning that is over is not told any more', async () => {
  const one = await (await open()).join();
  const teller = tell(one, () => Date.parse('2026-11-27T11:00:01Z'));
  await looksOn(teller);
  expect(await said(one)).toEqual([]);
});

it.each([
  [{ to: 'test:ops', at: '24:00' }, 'alerts.digest.at: wants a time of the day: "08:00"'],
  [
    { to: 'test:ops', zone: 'Jakarta' },
    'alerts.digest.zone: there is no time zone Jakarta; did you mean Asia/Jakarta? (a name like Asia/Jakarta)',
  ],
  [
    { to: 'webhook:pager' },
    'alerts.digest.to[0]: wants a channel of a chat, as slack:C0123: a digest is for people',
  ],
  [{ to: 'tset:ops' }, 'alerts.digest.to: there is no chat tset; did you mean test? (known: test)'],
])('%j is a mistake that is told', (digest, problem) => {
  expect(readAlerts({ alerts: { digest } }, ['test']).problems).toEqual([problem]);
});
