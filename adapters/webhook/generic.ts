import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { secret } from '../../src/config/secret.ts';
import { keepSecret } from '../../src/redact.ts';
import type { WebhookAlert, WebhookEvent } from '../../src/webhooks/event.ts';
import { defineWebhook } from '../../src/webhooks/webhook.ts';
import { openDispatcher } from '../dispatcher.ts';
import { keepPathSecret, secretUrl } from './address.ts';
import { call } from './http.ts';

/** Bytes of a key. https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
const LEAST = 24;
const MOST = 64;

/** In base64, with or without `whsec_` before it, as the libraries that check a signature take it. */
const signingKey = secret.transform((text, context): Buffer => {
  const base64 = text.replace(/^whsec_/, '');
  const key = Buffer.from(base64, 'base64');
  if (/^[A-Za-z0-9+/]+={0,2}$/.test(base64) && key.length >= LEAST && key.length <= MOST) {
    keepSecret(base64);
    return key;
  }
  context.addIssue(
    `holds no key of ${LEAST} to ${MOST} bytes in base64 (openssl rand -base64 32 makes one)`,
  );
  return z.NEVER;
});

/** Signed as Standard Webhooks says, so that its libraries can check it. https://www.standardwebhooks.com */
export const generic = defineWebhook({
  kind: 'generic',
  Config: z.strictObject({ url: secretUrl, secret: signingKey.optional() }),
  create({ url, secret: key }) {
    keepPathSecret(url);
    const who = new URL(url).host;
    const dispatcher = openDispatcher();
    return {
      async send(event, signal) {
        const body = JSON.stringify(bodyOf(event));
        const headers = headersOf(event.id, { body, key });
        const { status } = await call({ who, url, headers, body, dispatcher, signal });
        return `answered ${status}`;
      },
      close: () => dispatcher.destroy(),
    };
  },
});

interface Signing {
  readonly body: string;
  readonly key: Buffer | undefined;
}

/** The time is that of this try: a receiver may refuse what is old. */
function headersOf(id: string, { body, key }: Signing): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const stamps = { 'webhook-id': id, 'webhook-timestamp': timestamp };
  if (key === undefined) return stamps;
  const signed = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { ...stamps, 'webhook-signature': `v1,${signed}` };
}

/** As docs/webhooks.md has it: moments are ISO 8601, what is not known is not there. */
function bodyOf({ id, turn, at, test, alert }: WebhookEvent) {
  return {
    ...{ id, type: `alert.${turn}`, timestamp: moment(at), test },
    data: dataOf(alert),
  };
}

function dataOf({ startedAt, endedAt, members, ...alert }: WebhookAlert) {
  return {
    ...alert,
    startedAt: moment(startedAt),
    endedAt: moment(endedAt),
    members: members.map(({ since, until, ...member }) => ({
      ...member,
      since: moment(since),
      until: moment(until),
    })),
  };
}

function moment(at: number): string;
function moment(at: number | undefined): string | undefined;
function moment(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString();
}
