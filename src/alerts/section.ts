import { z } from 'zod';
import { inPlainWords, inWords } from '../config/plain-issue.ts';
import { digest } from '../digest/section.ts';
import { webhookName } from '../webhooks/config.ts';
import { type Known, routeFrom, routes, strangeIn } from './reach/route-section.ts';
import { rulesFrom } from './rules/rule-section.ts';
import { type AlertSettings, defaultSettings } from './settings.ts';

const Section = z.strictObject({
  rules: z.record(z.string(), z.unknown()).nullish(),
  routes: routes.nullish(),
  // What each wants is for whoever opens them: their secrets are nobody else's.
  webhooks: z.record(webhookName, z.unknown()).nullish(),
  // Who is on call may do things too: it is said once, where that is.
  onCall: z.undefined({ error: 'stands under access:, as access.onCall' }).optional(),
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
  const webhooks = Object.keys(found.data.webhooks ?? {});
  const known = { platforms, webhooks, ...calledIn(file?.['access']) };
  const read = (found.data.routes ?? []).map((route, at) =>
    routeFrom(route, `alerts.routes[${at}]`, known),
  );
  const told = found.data.digest ?? undefined;
  return {
    alerts: {
      ...{ rules, routes: read.map(({ route }) => route) },
      ...(webhooks.length > 0 && { webhooks }),
      ...(told && { digest: told }),
    },
    problems: [
      ...problems,
      ...read.flatMap((one) => one.problems),
      ...strangeIn(told?.to ?? [], known, 'alerts.digest.to'),
    ],
  };
}

/** Whatever else is wrong with that section: it is told there. */
function calledIn(access: unknown): Pick<Known, 'people' | 'rotas'> {
  const named = z.record(z.string(), z.unknown()).catch({});
  const { people, onCall } = z
    .looseObject({ people: named, onCall: named })
    .catch({ people: {}, onCall: {} })
    .parse(access);
  return { people: Object.keys(people), rotas: Object.keys(onCall) };
}
