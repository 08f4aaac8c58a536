import { count } from '../../src/format.ts';
import type { WebhookAlert } from '../../src/webhooks/event.ts';

/** What a person reads of it besides its title: flat, each a short text. */
export function detailsOf(alert: WebhookAlert): Readonly<Record<string, string>> {
  const { number, site, host, startedAt, peak, members, acknowledgedBy } = alert;
  const rules = [...new Set(members.map(({ rule }) => rule))];
  const details = {
    alert: number === undefined ? undefined : `alert show ${number}`,
    ...{ site, host, peak, since: new Date(startedAt).toISOString() },
    rule: rules.join(', ') || undefined,
    members: memberWords(alert),
    'acknowledged by': acknowledgedBy,
  };
  return Object.fromEntries(
    Object.entries(details).flatMap(([name, value]) => (value ? [[name, value]] : [])),
  );
}

/** As many as are read on a phone. */
const NAMED = 15;

function memberWords({ members, count: all }: WebhookAlert): string | undefined {
  if (all === 0) return undefined;
  const named = members.slice(0, NAMED).map(({ name }) => name);
  const more = all - named.length;
  return [...named, ...(more > 0 ? [`and ${count(more, 'other')}`] : [])].join(', ');
}
