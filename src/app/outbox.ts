import type { Chat } from '../chat.ts';
import type { Log } from '../log.ts';
import { createOutbox, type Outbox } from '../outbox.ts';
import type { Store } from '../store/store.ts';
import type { WebhookConfig } from '../webhooks/config.ts';
import { openWebhooks, type Webhooks } from '../webhooks/open.ts';

interface OutboxOfParts {
  /** A one-shot client leaves it to the others. */
  readonly client: boolean;
  readonly store: Store;
  readonly chats: readonly Chat[];
  /** Absent where this process tells none. */
  readonly webhooks?: readonly WebhookConfig[] | undefined;
  readonly log: Log;
}

interface Opened {
  readonly outbox: Outbox;
  readonly webhooks?: Pick<Webhooks, 'use'> | undefined;
}

/** Says what must be said in the chats, and tells the programs that are told of alerts. */
export function openOutbox({ client, chats, webhooks: all, ...parts }: OutboxOfParts): Opened {
  if (client) return { outbox: createOutbox({ ...parts, chats: [] }) };
  const webhooks = all && openWebhooks(all, parts);
  const outbox = createOutbox({ ...parts, chats, webhooks });
  const stop = () => outbox.stop().finally(() => webhooks?.close());
  return { outbox: { ...outbox, stop }, webhooks };
}
