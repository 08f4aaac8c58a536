import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { generic } from '../../../adapters/webhook/generic.ts';
import { pagerduty } from '../../../adapters/webhook/pagerduty.ts';
import type { LiveAlertRecords } from '../../../src/alerts/live/records.ts';
import type { PlacesFor } from '../../../src/alerts/settings.ts';
import { silent } from '../../../src/log.ts';
import { createOutbox, type Outbox } from '../../../src/outbox.ts';
import { openWebhooks } from '../../../src/webhooks/open.ts';
import { type PagerDutyDouble, startPagerDuty } from '../../doubles/webhooks/pagerduty.ts';
import { type Receiver, startReceiver } from '../../doubles/webhooks/receiver.ts';
import { sitDown, writerOf } from '../../fixtures/alert-writer.ts';
import { drop, type Member, type World, world } from '../../fixtures/stores.ts';

const PATIENCE = { timeout: 60_000 };
const to = (...names: readonly string[]) =>
  names.map((channel) => ({ platform: 'webhook', channel, durable: true }));

let db: World;
let one: Member;
let pager: PagerDutyDouble;
let mine: Receiver;
let running: Outbox[];
beforeEach(async () => {
  db = await world();
  one = await db.join();
  await sitDown(one);
  pager = await startPagerDuty();
  mine = await startReceiver();
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((outbox) => outbox.stop()));
  await db.dispose();
  await pager.close();
  await mine.close();
});

async function deliver({ store } = one, key = pager.key) {
  const secret = Buffer.from(mine.secret.replace('whsec_', ''), 'base64');
  const webhooks = openWebhooks(
    [
      { name: 'pager', adapter: pagerduty, settings: { key, region: 'us', url: pager.url } },
      { name: 'mine', adapter: generic, settings: { url: `${mine.url}${mine.hook}`, secret } },
    ],
    { log: silent },
  );
  const outbox = createOutbox({ store, chats: [], webhooks, log: silent, againMs: 10 });
  running.push({ ...outbox, stop: () => outbox.stop().then(webhooks.close) });
  await outbox.start();
}

const turns = () => mine.told.map(({ type }) => type.replace('alert.', ''));
const actions = () => pager.taken.map((taken) => taken.split(' ')[0]);
const unsaid = async ({ store } = one) => (await store.load()).unsaid.count;
const settled = (by = one) => vi.waitFor(async () => expect(await unsaid(by)).toBe(0), PATIENCE);

interface Watched {
  readonly places?: PlacesFor;
  readonly records?: Pick<LiveAlertRecords, 'write'>;
}

function watch({ places = () => to('mine', 'pager'), records }: Watched = {}, by = one) {
  const writer = writerOf({ ...by, places, records });
  const acknowledge = async (value: number) => {
    const [open] = writer.engine.open();
    writer.engine.acknowledge(open?.id ?? '', { by: 'anna', at: Date.now() });
    await writer.says(value);
  };
  return { ...writer, acknowledge };
}

describe('an incident', () => {
  it('is told turn by turn, each once, whatever else is edited', async () => {
    await deliver();
    const web = watch();
    for (const value of [0.9, 0.91, 0.99]) await web.says(value);
    await web.acknowledge(0.98);
    await web.says(0.1);
    await settled();
    expect(turns()).toEqual(['triggered', 'raised', 'acknowledged', 'resolved']);
    expect(actions()).toEqual(['trigger', 'trigger', 'acknowledge', 'resolve']);
    expect(pager.alerts).toMatchObject([{ status: 'resolved', severity: 'critical' }]);
    expect(new Set(mine.told.map(({ data }) => data.key)).size).toBe(1);
    expect(mine.told[2]?.data).toMatchObject({ acknowledgedBy: 'anna', number: 1 });
  });

  it('that comes back after its end is triggered again', async () => {
    await deliver();
    const web = watch();
    for (const value of [0.9, 0.1, 0.9]) await web.says(value);
    await settled();
    expect(turns()).toEqual(['triggered', 'resolved', 'triggered']);
    expect(pager.alerts.map(({ status }) => status)).toEqual(['resolved', 'triggered']);
  });

  it('is triggered where a route adds a webhook later, and ended in both', async () => {
    await deliver();
    const web = watch({
      places: ({ severity }) => (severity === 'critical' ? to('mine', 'pager') : to('mine')),
    });
    await web.says(0.9);
    await settled();
    expect(actions()).toEqual([]);
    for (const value of [0.99, 0.1]) await web.says(value);
    await settled();
    expect(actions()).toEqual(['trigger', 'resolve']);
    expect(turns()).toEqual(['triggered', 'raised', 'resolved']);
  });

  it('that was written twice, because nobody heard that it was, is told once', async () => {
    const losses = ['the first answer', 'the second one'];
    const web = watch({
      records: {
        async write(written) {
          const result = await one.store.alerts.write(written);
          const lost = losses.shift();
          if (lost !== undefined) throw new Error(`${lost} was lost`);
          return result;
        },
      },
    });
    await expect(web.says(0.9)).rejects.toThrow('lost');
    await expect(web.says(0.1)).rejects.toThrow('lost');
    await web.write();
    await deliver();
    await settled();
    expect(turns()).toEqual(['triggered', 'resolved']);
  });
});

describe('a webhook that does not take it', () => {
  it('for now is told later, in order, and at the pace that it wants', async () => {
    pager.fail({ status: 503 }, { status: 429, headers: { 'retry-after': '0' } }, { status: 500 });
    mine.fail('lost', { status: 503 });
    await deliver();
    const web = watch();
    await web.says(0.9);
    await web.acknowledge(0.91);
    await web.says(0.1);
    await settled();
    expect(actions()).toEqual(['trigger', 'acknowledge', 'resolve']);
    expect(turns()).toEqual(['triggered', 'acknowledged', 'resolved']);
    expect(pager.asked).toHaveLength(6);
  });

  it('for good is given up at once, and that is known until it takes something', async () => {
    await deliver(one, 'b'.repeat(32));
    const web = watch({ places: () => to('pager') });
    await web.says(0.9);
    await vi.waitFor(
      async () => expect((await one.store.load()).refusing).toEqual(['pager']),
      PATIENCE,
    );
    expect(pager.asked).toHaveLength(1);
    await running[0]?.stop();
    await deliver();
    await web.says(0.1);
    await settled();
    await vi.waitFor(async () => expect((await one.store.load()).refusing).toEqual([]), PATIENCE);
  });
});

it('what a process that dies has not told, the next one does, and one alert stays one', async () => {
  const other = await db.join();
  onTestFinished(() => drop(other));
  const web = watch({}, one);
  await web.says(0.9);
  await web.says(0.1);
  // Both answers are lost, and the process with them.
  pager.fail('lost');
  mine.fail('lost');
  await deliver();
  await vi.waitFor(() => expect(pager.alerts.length + mine.told.length).toBe(2), PATIENCE);
  await drop(one);
  await deliver(other);
  await settled(other);
  expect(pager.alerts).toMatchObject([{ status: 'resolved' }]);
  expect(turns()).toEqual(['triggered', 'resolved']);
});
