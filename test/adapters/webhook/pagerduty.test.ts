import { expect, it, onTestFinished, test } from 'vitest';
import { pagerduty } from '../../../adapters/webhook/pagerduty.ts';
import { startPagerDuty } from '../../doubles/webhooks/pagerduty.ts';
import { event } from '../../fixtures/webhook-event.ts';
import { opened } from './opened.ts';

async function open(key?: string) {
  const double = await startPagerDuty();
  onTestFinished(() => double.close());
  const send = opened(pagerduty, { key: key ?? double.key, region: 'us', url: double.url });
  return { double, send };
}

it('an alert is one there from its trigger to its end', async () => {
  const { double, send } = await open();
  expect(await send(event('triggered'))).toBe('Event processed');
  await send(event('raised', { severity: 'critical' }));
  await send(event('acknowledged', { state: 'acknowledged' }));
  expect(double.alerts).toMatchObject([
    { status: 'acknowledged', severity: 'critical', triggers: 2 },
  ]);
  await send(event('resolved', { state: 'resolved' }));
  expect(double.alerts).toMatchObject([
    { status: 'resolved', summary: 'CPU of web-1 over 80 % for 10 min' },
  ]);
  expect(double.taken.map((one) => one.split(' ')[0])).toEqual([
    ...['trigger', 'trigger', 'acknowledge', 'resolve'],
  ]);
});

it('what comes back after its end is another one there', async () => {
  const { double, send } = await open();
  for (const turn of ['triggered', 'resolved', 'triggered'] as const) await send(event(turn));
  expect(double.alerts.map(({ status }) => status)).toEqual(['resolved', 'triggered']);
});

it('a title that is too long is cut, and a letter is never cut in two', async () => {
  const { double, send } = await open();
  await send(event('triggered', {}, '👩‍👩‍👧‍👦'.repeat(300)));
  const [{ summary } = { summary: '' }] = double.alerts;
  expect(summary.length).toBeLessThanOrEqual(1024);
  expect(summary).toMatch(/^(👩‍👩‍👧‍👦)+…$/u);
});

test.each([
  ['a key that nobody has', 'b'.repeat(32), /refuses it \(400\).*Invalid routing key/],
  ['a key that is too short', 'short-key', /refuses it \(400\).*should be 32 characters/],
])('%s is refused, and the key is not in the words', async (_, key, words) => {
  const { send } = await open(key);
  const refused = await send(event('triggered')).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'invalid', message: expect.stringMatching(words) });
  expect(JSON.stringify(refused)).not.toContain(key);
});

test.each([
  [
    { status: 429, headers: { 'retry-after': '7' } },
    { code: 'busy', retryAfterMs: 7_000 },
  ],
  [{ status: 429 }, { code: 'busy', retryAfterMs: undefined }],
  [{ status: 503 }, { code: 'unreachable' }],
  [{ status: 302, headers: { location: 'http://127.0.0.1:9/' } }, { code: 'invalid' }],
])('an answer of %j is %j', async (answer, error) => {
  const { double, send } = await open();
  double.fail(answer);
  await expect(send(event('triggered'))).rejects.toMatchObject(error);
  expect(double.asked).toHaveLength(1);
});

it('an answer that is lost may be one that was taken', async () => {
  const { double, send } = await open();
  double.fail('lost');
  await expect(send(event('triggered'))).rejects.toMatchObject({ code: 'unreachable' });
  await send(event('triggered'));
  expect(double.alerts).toMatchObject([{ status: 'triggered', triggers: 2 }]);
});
