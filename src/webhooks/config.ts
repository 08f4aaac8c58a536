import { z } from 'zod';
import { inPlainWords, inWords } from '../config/plain-issue.ts';
import { closest } from '../line/suggest.ts';
import type { WebhookAdapter } from './webhook.ts';

/** One of `alerts: webhooks:`. */
export interface WebhookConfig {
  readonly name: string;
  readonly adapter: WebhookAdapter;
  /** Its own settings, as its adapter's `Config` understood them. */
  readonly settings: unknown;
}

/** What a route may name. */
export const webhookName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'wants 1 to 32 small letters, digits and hyphens');

const Sections = z.looseObject({
  alerts: z.looseObject({ webhooks: z.record(z.string(), z.unknown()) }),
});

/** Each by its own adapter, whatever else is wrong with the file, so that all mistakes come at once. */
export function readWebhooks(raw: unknown, adapters: readonly WebhookAdapter[]) {
  const webhooks: WebhookConfig[] = [];
  const problems: string[] = [];
  const sections = Sections.safeParse(raw).data?.alerts.webhooks ?? {};
  for (const [name, section] of Object.entries(sections)) {
    const { kind, ...rest } = z.looseObject({ kind: z.unknown() }).safeParse(section).data ?? {};
    const adapter = adapters.find((one) => one.kind === kind);
    if (!adapter) {
      problems.push(`alerts.webhooks.${name}.kind: ${unknownKind(kind, adapters)}`);
      continue;
    }
    const settings = adapter.Config.safeParse(rest, { error: inPlainWords });
    if (settings.success) webhooks.push({ name, adapter, settings: settings.data });
    else {
      const at = (issue: z.core.$ZodIssue) => ({
        ...issue,
        path: ['alerts', 'webhooks', name, ...issue.path],
      });
      problems.push(...settings.error.issues.map((issue) => inWords(at(issue))));
    }
  }
  return { webhooks, problems };
}

function unknownKind(kind: unknown, adapters: readonly WebhookAdapter[]): string {
  const kinds = adapters.map((one) => one.kind);
  const known = `(known: ${kinds.join(', ')})`;
  if (typeof kind !== 'string') return `is missing ${known}`;
  const [near] = closest(kind, kinds);
  return `there is no kind ${kind}${near ? `; did you mean ${near}?` : ''} ${known}`;
}
