import { z } from 'zod';
import { secret } from '../../src/config/secret.ts';
import type { WebhookAlert, WebhookEvent } from '../../src/webhooks/event.ts';
import type { WebhookTurn } from '../../src/webhooks/turns.ts';
import { defineWebhook } from '../../src/webhooks/webhook.ts';
import { openDispatcher } from '../dispatcher.ts';
import { serviceUrl } from './address.ts';
import { detailsOf } from './details.ts';
import { fitted } from './fitted.ts';
import { call } from './http.ts';

/**
 * Events API v2. In the region `eu` a service has another host.
 * https://developer.pagerduty.com/docs/events-api-v2-overview
 */
const hosts = {
  us: 'https://events.pagerduty.com',
  eu: 'https://events.eu.pagerduty.com',
} as const;

/** Characters of a summary. https://developer.pagerduty.com/docs/send-alert-event */
const SUMMARY = 1024;

/** `routing_key`: the 32 characters of an integration. https://developer.pagerduty.com/docs/send-alert-event */
const key = secret.refine((text) => text.length === 32, {
  error: 'holds no integration key of Events API v2: that has 32 characters',
});

export const pagerduty = defineWebhook({
  kind: 'pagerduty',
  Config: z.strictObject({
    key,
    region: z.enum(['us', 'eu']).default('us'),
    url: serviceUrl.optional(),
  }),
  create({ key: routing_key, region, url = hosts[region] }) {
    const dispatcher = openDispatcher();
    return {
      async send(event, signal) {
        const { words } = await call({
          ...{ who: 'PagerDuty', url: new URL('/v2/enqueue', url).href, dispatcher, signal },
          body: JSON.stringify({ routing_key, ...bodyOf(event) }),
        });
        return words || 'accepted';
      },
      close: () => dispatcher.destroy(),
    };
  },
});

/**
 * What has got worse is triggered again: on the alert that is open under the key that is one more entry, of another
 * severity. The payload is for a trigger alone. https://developer.pagerduty.com/docs/send-alert-event
 */
const actions = {
  triggered: 'trigger',
  raised: 'trigger',
  acknowledged: 'acknowledge',
  resolved: 'resolve',
} as const satisfies Record<WebhookTurn, string>;

function bodyOf({ turn, at, alert, test }: WebhookEvent) {
  const event_action = actions[turn];
  const about = { event_action, dedup_key: alert.key };
  if (event_action !== 'trigger') return about;
  return { ...about, client: 'Nakhoda', payload: payloadOf(alert, { at, test }) };
}

/** Its words of severity are critical, error, warning and info: ours are two of them. */
function payloadOf(alert: WebhookAlert, { at, test }: Pick<WebhookEvent, 'at' | 'test'>) {
  const { title, severity, site, host, members, signal } = alert;
  const [first] = members;
  return {
    summary: fitted(title, SUMMARY),
    source: first?.name || host || site,
    severity,
    timestamp: new Date(at).toISOString(),
    ...{ component: first?.kind, group: site, class: signal },
    custom_details: { ...detailsOf(alert), ...(test && { test: 'Nothing is wrong.' }) },
  };
}
