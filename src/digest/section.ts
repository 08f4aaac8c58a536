import { z } from 'zod';
import { selector } from '../alerts/selector-mistakes.ts';
import type { Place } from '../chat.ts';
import { oneOrMore } from '../config/one-or-more.ts';
import { timezone } from '../config/zone.ts';
import { timeOfDayIn } from '../time/local-time.ts';
import { WEBHOOK } from '../webhooks/webhook.ts';

/** One card a day. */
export interface DigestSettings {
  /** By the clock of its zone. */
  readonly at: { readonly hour: number; readonly minute: number };
  /** Of the tz database; that of the whole configuration where absent, else this computer's. */
  readonly zone?: string | undefined;
  readonly to: readonly Place[];
  /** Only of hosts and machines that fit one of these selectors; all where absent. */
  readonly on?: readonly string[] | undefined;
}

const time = z.string().transform((text, context) => {
  const found = timeOfDayIn(text);
  if (found) return found;
  context.addIssue('wants a time of the day: "08:00"');
  return z.NEVER;
});

const channel = z.string().transform((text, context): Place => {
  const [, platform, name] = /^([a-z][a-z0-9-]*):([^\s:]+)$/.exec(text) ?? [];
  if (platform !== undefined && name !== undefined && platform !== WEBHOOK) {
    return { platform, channel: name, durable: true };
  }
  context.addIssue('wants a channel of a chat, as slack:C0123: a digest is for people');
  return z.NEVER;
});

/** `alerts: digest:` in the configuration. */
export const digest = z.strictObject({
  at: time.default({ hour: 8, minute: 0 }),
  zone: timezone.optional(),
  to: oneOrMore(channel),
  on: oneOrMore(selector).optional(),
}) satisfies z.ZodType<DigestSettings>;
