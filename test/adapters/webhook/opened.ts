import { onTestFinished } from 'vitest';
import { silent } from '../../../src/log.ts';
import type { WebhookEvent } from '../../../src/webhooks/event.ts';
import type { WebhookAdapter } from '../../../src/webhooks/webhook.ts';

/** Sends with these settings until the test ends. */
export function opened({ create }: WebhookAdapter, settings: unknown) {
  const webhook = create(settings, { log: silent });
  onTestFinished(() => webhook.close());
  return (event: WebhookEvent) => webhook.send(event, AbortSignal.timeout(60_000));
}
