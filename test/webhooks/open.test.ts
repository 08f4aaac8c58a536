import { expect, it } from 'vitest';
import { z } from 'zod';
import { silent } from '../../src/log.ts';
import type { WebhookConfig } from '../../src/webhooks/config.ts';
import type { WebhookEvent } from '../../src/webhooks/event.ts';
import { openWebhooks } from '../../src/webhooks/open.ts';
import { defineWebhook } from '../../src/webhooks/webhook.ts';

const event: WebhookEvent = {
  ...{ id: 'e1', turn: 'triggered', at: 0, test: false },
  alert: {
    ...{ key: 'k', title: 'CPU of web-1', signal: 'machine-cpu', severity: 'warning' },
    ...{ site: 'kvm', startedAt: 0, members: [], count: 0 },
  },
};

/** A kind that writes down what becomes of it. */
function notes() {
  const seen: string[] = [];
  const adapter = defineWebhook({
    kind: 'notes',
    Config: z.strictObject({ url: z.string() }),
    create({ url }) {
      seen.push(`open ${url}`);
      return { send: async () => url, close: async () => void seen.push(`close ${url}`) };
    },
  });
  const at = (name: string, url: string): WebhookConfig => ({ name, adapter, settings: { url } });
  return { seen, at };
}

it('a configuration that is read again opens what is new, closes what is gone, and leaves the rest open', async () => {
  const { seen, at } = notes();
  const webhooks = openWebhooks([at('a', '1'), at('b', '2')], { log: silent });
  await webhooks.use([at('a', '1'), at('b', '3'), at('c', '4')]);
  expect(seen).toEqual(['open 1', 'open 2', 'open 3', 'open 4', 'close 2']);
  expect(await webhooks.send('b', event)).toBe('3');
  expect(await webhooks.send('a', event)).toBe('1');
  await webhooks.use([]);
  expect(webhooks.any()).toBe(false);
  await expect(webhooks.send('a', event)).rejects.toMatchObject({ code: 'conflict' });
});
