import { expect, it, onTestFinished, test } from 'vitest';
import { opsgenie } from '../../../adapters/webhook/opsgenie.ts';
import { type OpsgenieDouble, startOpsgenie } from '../../doubles/webhooks/opsgenie.ts';
import { event } from '../../fixtures/webhook-event.ts';
import { opened } from './opened.ts';

async function open(key: keyof OpsgenieDouble['keys'] = 'own') {
  const double = await startOpsgenie();
  onTestFinished(() => double.close());
  const send = opened(opsgenie, { key: double.keys[key], region: 'us', url: double.url });
  return { double, send };
}

it('an alert is one there from its making to its end, and each is known to be done', async () => {
  const { double, send } = await open();
  expect(await send(event('triggered'))).toBe('Created alert');
  await send(event('raised', { severity: 'critical' }));
  expect(double.alerts).toMatchObject([{ status: 'open', priority: 'P1' }]);
  await send(event('acknowledged', { state: 'acknowledged' }));
  expect(double.alerts).toMatchObject([{ status: 'acked' }]);
  expect(await send(event('resolved', { state: 'resolved' }))).toBe('Closed alert');
  expect(double.alerts).toMatchObject([{ status: 'closed', count: 1 }]);
});

it('a repeat is counted there, not made anew', async () => {
  const { double, send } = await open();
  double.fail('lost');
  await expect(send(event('triggered'))).rejects.toMatchObject({ code: 'unreachable' });
  await send(event('triggered'));
  expect(double.alerts).toMatchObject([{ status: 'open', count: 2 }]);
});

it('a message of 130 characters is the longest', async () => {
  const { double, send } = await open();
  await send(event('triggered', {}, 'x'.repeat(500)));
  expect(double.alerts[0]?.message).toBe(`${'x'.repeat(129)}…`);
});

it('an end that finds nothing open is none of our trouble', async () => {
  const { send } = await open();
  expect(await send(event('resolved', { state: 'resolved' }))).toBe('Alert does not exist');
});

test.each([
  ['other', 'invalid', /refuses it \(422\).*Key format is not valid/],
  ['account', 'forbidden', /refuses it \(403\).*an API key from an API integration/],
] as const)('a key of the %s kind is refused in its words', async (key, code, words) => {
  const { send } = await open(key);
  const refused = send(event('triggered'));
  await expect(refused).rejects.toMatchObject({ code, message: expect.stringMatching(words) });
});
