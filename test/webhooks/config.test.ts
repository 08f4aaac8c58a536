import { describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { webhookKinds } from '../../adapters/webhook/index.ts';
import { readAlerts } from '../../src/alerts/section.ts';
import { readWebhooks } from '../../src/webhooks/config.ts';

process.env['NAKHODA_TEST_KEY'] = 'k'.repeat(32);

const problemsOf = (webhooks: string) =>
  readWebhooks(parse(`alerts: { webhooks: ${webhooks} }`), webhookKinds).problems;

test.each([
  '{ pager: { kind: pagerduty, key: { env: NAKHODA_TEST_KEY } } }',
  '{ pager: { kind: pagerduty, key: { env: NAKHODA_TEST_KEY }, region: eu } }',
  '{ ops: { kind: opsgenie, key: { env: NAKHODA_TEST_KEY }, region: eu } }',
  '{ ops: { kind: opsgenie, key: { env: NAKHODA_TEST_KEY }, url: "http://127.0.0.1:9" } }',
])('%s has no mistake', (text) => expect(problemsOf(text)).toEqual([]));

test.each([
  [
    '{ pager: { kind: pagerdutty } }',
    'alerts.webhooks.pager.kind: there is no kind pagerdutty; did you mean pagerduty? (known: pagerduty, opsgenie, generic)',
  ],
  ['{ pager: {} }', 'alerts.webhooks.pager.kind: is missing (known: pagerduty, opsgenie, generic)'],
  [
    '{ pager: { kind: pagerduty, key: abc } }',
    'alerts.webhooks.pager.key: wants { env: NAME } or { file: PATH }: a secret does not stand in the configuration',
  ],
  [
    '{ pager: { kind: pagerduty, key: { env: NAKHODA_TEST_NONE } } }',
    'alerts.webhooks.pager.key: the variable NAKHODA_TEST_NONE is not set',
  ],
  [
    '{ ops: { kind: opsgenie, key: { env: NAKHODA_TEST_KEY }, url: "http://pager.example.org" } }',
    'alerts.webhooks.ops.url: wants an address that begins with https://',
  ],
])('%s: %s', (text, problem) => expect(problemsOf(text)).toEqual([problem]));

describe('a route', () => {
  const route = (to: string) =>
    readAlerts(
      parse(`alerts: { webhooks: { pager: { kind: pagerduty } }, routes: [{ to: ${to} }] }`),
      ['slack'],
    );

  it('names a webhook as it names a channel, and needs none of its secrets for that', () => {
    const { alerts, problems } = route('[webhook:pager, slack:C1]');
    expect(problems).toEqual([]);
    expect(alerts.routes[0]?.to).toMatchObject([
      { platform: 'webhook', channel: 'pager' },
      { platform: 'slack', channel: 'C1' },
    ]);
  });

  it('that names none is told, with the one that was probably meant', () => {
    expect(route('webhook:pagger').problems).toEqual([
      'alerts.routes[0].to: alerts.webhooks has no pagger; did you mean pager?',
    ]);
  });
});
