import { isDeepStrictEqual } from 'node:util';
import { BotError } from '../errors.ts';
import type { WebhookConfig } from './config.ts';
import type { WebhookEvent } from './event.ts';
import type { Webhook, WebhookServices } from './webhook.ts';

/** The configured webhooks, as the outbox tells them. */
export interface Webhooks {
  /** Whether there is one. */
  any(): boolean;
  /** Throws what {@link Webhook.send} throws, and `conflict` for a name that this process does not know. */
  send(name: string, event: WebhookEvent): Promise<string>;
  /** Others from now on; one whose settings did not change stays open. */
  use(configured: readonly WebhookConfig[]): Promise<void>;
  close(): Promise<void>;
}

interface Opened {
  readonly config: WebhookConfig;
  readonly webhook: Webhook;
}

/** Milliseconds for one event, with everything that is asked for it. */
const LIMIT_MS = 20_000;

export function openWebhooks(
  configured: readonly WebhookConfig[],
  services: WebhookServices,
): Webhooks {
  let opened: readonly Opened[] = configured.map(open);
  return {
    any: () => opened.length > 0,
    async send(name, event) {
      const found = opened.find(({ config }) => config.name === name);
      if (found) return found.webhook.send(event, AbortSignal.timeout(LIMIT_MS));
      throw new BotError(
        'conflict',
        `The configuration that is loaded here has no webhook ${name}`,
        { hint: 'It is told as soon as the configuration names it.' },
      );
    },
    async use(next) {
      const before = opened;
      opened = next.map(
        (config) => before.find((one) => isDeepStrictEqual(one.config, config)) ?? open(config),
      );
      await closeAll(before.filter((one) => !opened.includes(one)));
    },
    close: () => closeAll(opened),
  };

  function open(config: WebhookConfig): Opened {
    return { config, webhook: config.adapter.create(config.settings, services) };
  }
}

async function closeAll(opened: readonly Opened[]): Promise<void> {
  await Promise.all(opened.map(({ webhook }) => webhook.close()));
}
