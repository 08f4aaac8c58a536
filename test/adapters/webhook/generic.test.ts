import { expect, it, onTestFinished, test } from 'vitest';
import { generic } from '../../../adapters/webhook/generic.ts';
import { redact } from '../../../src/redact.ts';
import { startReceiver } from '../../doubles/webhooks/receiver.ts';
import { event } from '../../fixtures/webhook-event.ts';
import { opened } from './opened.ts';

async function open(variable: Partial<Record<'secret' | 'hook', string>> = {}) {
  const double = await startReceiver();
  onTestFinished(() => double.close());
  const { hook = double.hook, secret = double.secret } = variable;
  process.env['NAKHODA_TEST_HOOK'] = `${double.url}${hook}`;
  process.env['NAKHODA_TEST_SECRET'] = secret;
  const sources = { url: { env: 'NAKHODA_TEST_HOOK' }, secret: { env: 'NAKHODA_TEST_SECRET' } };
  const settings = generic.Config.safeParse(sources);
  return { double, settings };
}

it('what is told is signed, and says what, where and since when', async () => {
  const { double, settings } = await open();
  const send = opened(generic, settings.data);
  expect(await send(event('triggered', { severity: 'critical' }))).toBe('answered 204');
  expect(double.told).toMatchObject([
    {
      ...{ type: 'alert.triggered', test: false, timestamp: '2026-11-27T12:00:00.000Z' },
      data: {
        ...{ number: 12, title: 'CPU of web-1 over 80 % for 10 min', severity: 'critical' },
        ...{ site: 'kvm', host: 'kvm-a', startedAt: '2026-11-27T12:00:00.000Z', peak: '97 %' },
        ...{ count: 1, members: [{ kind: 'machine', name: 'web-1', rule: 'machine-cpu' }] },
      },
    },
  ]);
});

it('a repeat has the same id, and each turn another one', async () => {
  const { double, settings } = await open();
  const send = opened(generic, settings.data);
  double.fail('lost');
  await expect(send(event('triggered'))).rejects.toMatchObject({ code: 'unreachable' });
  await send(event('triggered'));
  await send(event('acknowledged'));
  expect(double.asked).toHaveLength(3);
  expect(double.told.map(({ type }) => type)).toEqual(['alert.triggered', 'alert.acknowledged']);
});

it('another secret is refused, and neither it nor the address is in the words', async () => {
  const secret = Buffer.alloc(32, 7).toString('base64');
  const { double, settings } = await open({ secret });
  const refused = opened(generic, settings.data)(event('triggered'));
  await expect(refused).rejects.toMatchObject({
    code: 'forbidden',
    message: expect.stringContaining('refuses it (401): not signed by you'),
  });
  for (const text of [secret, `${double.url}${double.hook}`, double.hook]) {
    expect(redact(`it is ${text}`)).not.toContain(text);
  }
});

it('a hook that is gone is told by its host alone', async () => {
  const { settings } = await open({ hook: '/hooks/another-secret-path' });
  const refused = await opened(generic, settings.data)(event('triggered')).catch(String);
  expect(refused).toContain('refuses it (404)');
  expect(refused).not.toContain('another-secret-path');
});

test.each(['short', 'not base64 at all, but long enough!'])('%s is no secret', async (secret) => {
  const { settings } = await open({ secret });
  expect(settings.error?.issues[0]?.message).toContain('24 to 64 bytes in base64');
});
