import type { ZodType } from 'zod';
import type { Place } from '../chat.ts';
import type { Log } from '../log.ts';
import type { WebhookEvent } from './event.ts';

/** The word before the colon in a route: `webhook:pager`. */
export const WEBHOOK = 'webhook';

/** True for what is told to a program, not shown to people. */
export function isWebhook({ platform }: Pick<Place, 'platform'>): boolean {
  return platform === WEBHOOK;
}

/** Somebody else's program that is told what happens to alerts. */
export interface Webhook {
  /**
   * Tells it, once; whoever calls tells it again. Gives in a few words what was answered. Throws `busy` where it wants
   * a pause, `timeout` and `unreachable` where it may go better later, `forbidden`, `not-found` or `invalid` where it
   * refuses this event for good.
   */
  send(event: WebhookEvent, signal: AbortSignal): Promise<string>;
  close(): Promise<void>;
}

/** What the file of a kind of webhook exports. */
export interface WebhookAdapter<C = unknown> {
  /** The word in the configuration: `alerts: { webhooks: { pager: { kind: … } } }`. */
  readonly kind: string;
  /** Its own settings. Secrets are taken from the environment or from files, never from the text. */
  readonly Config: ZodType<C>;
  /** Opens nothing yet. */
  create(config: C, services: WebhookServices): Webhook;
}

export interface WebhookServices {
  readonly log: Log;
}

/** Checks the definition's types and lets a list of adapters forget their differing settings. */
export function defineWebhook<C>(adapter: WebhookAdapter<C>): WebhookAdapter {
  return adapter as WebhookAdapter;
}
