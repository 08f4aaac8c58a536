import { z } from 'zod';
import type { Place } from '../chat.ts';
import { digest } from '../digest/section.ts';
import { closest } from '../line/suggest.ts';
import { inPlainWords, inWords } from '../plain-issue.ts';
import { webhookName } from '../webhooks/config.ts';
import { isWebhook } from '../webhooks/webhook.ts';
import { rulesFrom } from './rule-section.ts';
import { selector } from './selector-mistakes.ts';
import { type AlertSettings, defaultSettings } from './settings.ts';

/** What is told to nobody. */
const NOBODY = 'nobody';

const channel = z
  .string()
  .refine((text) => text === NOBODY || /^[a-z][a-z0-9-]*:[^\s:]+$/.test(text), {
    error: `wants a channel of a chat, as slack:C0123, a webhook, as webhook:pager, or ${NOBODY}`,
  })
  .transform((text): readonly Place[] => {
    const at = text.indexOf(':');
    if (at < 0) return [];
    return [{ platform: text.slice(0, at), channel: text.slice(at + 1), durable: true }];
  });

/** One may stand without the signs of a list. */
function listOf<T extends z.ZodType>(one: T) {
  const listed = (given: unknown) => (typeof given === 'string' ? [given] : given);
  return z.preprocess(listed, z.array(one).min(1));
}

const Section = z.strictObject({
  rules: z.record(z.string(), z.unknown()).nullish(),
  routes: z
    .array(
      z.strictObject({
        to: listOf(channel).transform((all) => all.flat()),
        severity: z.enum(['warning', 'critical']).optional(),
        on: listOf(selector).optional(),
      }),
    )
    .nullish(),
  // What each wants is for whoever opens them: their secrets are nobody else's.
  webhooks: z.record(webhookName, z.unknown()).nullish(),
  digest: digest.nullish(),
});

export interface ReadAlerts {
  readonly alerts: AlertSettings;
  readonly problems: readonly string[];
}

/** Reads `alerts:`; every mistake with its path. `platforms` are the chats there are, where they are known. */
export function readAlerts(raw: unknown, platforms?: readonly string[]): ReadAlerts {
  const file = z.looseObject({}).safeParse(raw).data;
  const found = Section.safeParse(file?.['alerts'] ?? {}, { error: inPlainWords });
  if (!found.success) {
    const at = (issue: z.core.$ZodIssue) => ({ ...issue, path: ['alerts', ...issue.path] });
    const problems = found.error.issues.map((issue) => inWords(at(issue)));
    return { alerts: defaultSettings, problems };
  }
  const { rules, problems } = rulesFrom(found.data.rules ?? {});
  const routes = found.data.routes ?? [];
  const webhooks = Object.keys(found.data.webhooks ?? {});
  const strangers = routes.flatMap(({ to }, at) =>
    to.flatMap((place) => {
      const what = isWebhook(place)
        ? unknownWebhook(place.channel, webhooks)
        : unknownChat(place.platform, platforms);
      return what === undefined ? [] : [`alerts.routes[${at}].to: ${what}`];
    }),
  );
  const digestOf = found.data.digest ?? undefined;
  const unread = (digestOf?.to ?? []).flatMap(({ platform }) => {
    const what = unknownChat(platform, platforms);
    return what === undefined ? [] : [`alerts.digest.to: ${what}`];
  });
  return {
    alerts: { rules, routes, webhooks, digest: digestOf },
    problems: [...problems, ...strangers, ...unread],
  };
}

function unknownChat(word: string, platforms: readonly string[] | undefined): string | undefined {
  if (platforms === undefined || platforms.includes(word)) return undefined;
  const [near] = closest(word, platforms);
  const meant = near === undefined ? '' : `; did you mean ${near}?`;
  return `there is no chat ${word}${meant} (known: ${platforms.join(', ')})`;
}

function unknownWebhook(name: string, known: readonly string[]): string | undefined {
  if (known.includes(name)) return undefined;
  const [near] = closest(name, known);
  const meant = near === undefined ? '' : `; did you mean ${near}?`;
  return `alerts.webhooks has no ${name}${meant}`;
}
