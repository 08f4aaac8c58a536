import { BotError } from '../errors.ts';
import type { WebhookConfig } from './config.ts';
import type { WebhookEvent } from './event.ts';
import type { Webhook, WebhookServices } from './webhook.ts';

/** The configured webhooks, as the outbox tells them. */
export interface Webhooks {
  /** Throws what {@link Webhook.send} throws, and `conflict` for a name that this process does not know. */
  send(name: string, event: WebhookEvent): Promise<string>;
  close(): Promise<void>;
}

/** Milliseconds for one event, with everything that is asked for it. */
const LIMIT_MS = 20_000;

export function openWebhooks(
  configured: readonly WebhookConfig[],
  services: WebhookServices,
): Webhooks {
  const byName = new Map<string, Webhook>(
    configured.map(({ name, adapter, settings }) => [name, adapter.create(settings, services)]),
  );
  return {
    async send(name, event) {
      const webhook = byName.get(name);
      if (webhook) return webhook.send(event, AbortSignal.timeout(LIMIT_MS));
      throw new BotError(
        'conflict',
        `The configuration that is loaded here has no webhook ${name}`,
        {
          hint: 'A new one holds after a restart of the service.',
        },
      );
    },
    async close() {
      await Promise.all([...byName.values()].map((webhook) => webhook.close()));
    },
  };
}
