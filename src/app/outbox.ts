import type { Chat } from '../chat.ts';
import type { Log } from '../log.ts';
import { createOutbox, type Outbox } from '../outbox.ts';
import type { Store } from '../store/store.ts';
import type { WebhookConfig } from '../webhooks/config.ts';
import { openWebhooks } from '../webhooks/open.ts';

interface OutboxOfParts {
  /** A one-shot client leaves it to the others. */
  readonly client: boolean;
  readonly store: Store;
  readonly chats: readonly Chat[];
  readonly webhooks?: readonly WebhookConfig[] | undefined;
  readonly log: Log;
}

/** Says what must be said in the chats, and tells the programs that are told of alerts. */
export function openOutbox({ client, chats, webhooks = [], ...parts }: OutboxOfParts): Outbox {
  if (client) return createOutbox({ ...parts, chats: [] });
  const told = webhooks.length > 0 ? openWebhooks(webhooks, parts) : undefined;
  const outbox = createOutbox({ ...parts, chats, webhooks: told });
  return { ...outbox, stop: () => outbox.stop().finally(() => told?.close()) };
}
