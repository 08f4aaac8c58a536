import type { WebhookAdapter } from '../../src/webhooks/webhook.ts';
import { generic } from './generic.ts';
import { opsgenie } from './opsgenie.ts';
import { pagerduty } from './pagerduty.ts';

/** Every kind of webhook there is; a file that is not in this list does not exist for the bot. */
export const webhookKinds: readonly WebhookAdapter[] = [pagerduty, opsgenie, generic];
