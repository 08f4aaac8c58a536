import { setTimeout as pause } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import { z } from 'zod';
import type { Severity } from '../../src/alerts/rules/rule.ts';
import { secret } from '../../src/config/secret.ts';
import { BotError } from '../../src/errors.ts';
import type { WebhookAlert, WebhookEvent } from '../../src/webhooks/event.ts';
import { defineWebhook } from '../../src/webhooks/webhook.ts';
import { openDispatcher } from '../dispatcher.ts';
import { serviceUrl } from './address.ts';
import { detailsOf } from './details.ts';
import { fitted } from './fitted.ts';
import { call } from './http.ts';

/** A key of one region is none in the other. https://docs.opsgenie.com/docs/alert-api */
const hosts = { us: 'https://api.opsgenie.com', eu: 'https://api.eu.opsgenie.com' } as const;

/** Characters of each. https://docs.opsgenie.com/docs/alert-api#create-alert */
const limits = { message: 130, description: 15_000, entity: 512, tag: 50, user: 100 } as const;
/** https://docs.opsgenie.com/docs/alert-api#create-alert */
const TAGS = 20;

/** https://docs.opsgenie.com/docs/alert-api#create-alert: P1 is the worst, P3 what it takes where nothing is said. */
const priorities = { critical: 'P1', warning: 'P3' } as const satisfies Record<Severity, string>;

export const opsgenie = defineWebhook({
  kind: 'opsgenie',
  Config: z.strictObject({
    key: secret,
    region: z.enum(['us', 'eu']).default('us'),
    url: serviceUrl.optional(),
  }),
  create({ key, region, url = hosts[region] }) {
    const dispatcher = openDispatcher();
    return {
      send: (event, signal) => send(event, { key, url, dispatcher, signal }),
      close: () => dispatcher.destroy(),
    };
  },
});

interface Way {
  readonly key: string;
  readonly url: string;
  readonly dispatcher: Dispatcher;
  readonly signal: AbortSignal;
}

const Accepted = z.looseObject({ requestId: z.string().min(1) });

/** An answer of 202 says that it was taken, not that it was done: that is asked for under the id of the request. */
async function send(event: WebhookEvent, way: Way): Promise<string> {
  const { json, words } = await ask(way, requestOf(event));
  const request = Accepted.safeParse(json).data?.requestId;
  const done = request === undefined ? undefined : await becameOf(request, way);
  if (done === undefined) return words || 'accepted';
  // What nobody knows there is as good as closed; an alert that was not made is not.
  if (done.isSuccess || event.turn !== 'triggered') return done.status;
  throw new BotError('invalid', `Opsgenie made no alert of it: ${fitted(done.status, 200)}`);
}

interface Asked {
  readonly method: 'POST' | 'PUT' | 'GET';
  readonly path: string;
  readonly body?: unknown;
}

function ask({ key, url, ...way }: Way, { method, path, body }: Asked) {
  return call({
    ...{ ...way, who: 'Opsgenie', method, url: new URL(path, url).href },
    headers: { authorization: `GenieKey ${key}` },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
}

const Became = z.looseObject({
  data: z.looseObject({ isSuccess: z.boolean(), status: z.string() }),
});

/** Milliseconds between two looks at a request, and how many there are. */
const LOOK_MS = 500;
const LOOKS = 6;

/**
 * What became of a request; undefined where that is not known soon. What comes next must not overtake it.
 * https://docs.opsgenie.com/docs/alert-api#get-request-status
 */
async function becameOf(request: string, way: Way) {
  const path = `/v2/alerts/requests/${encodeURIComponent(request)}`;
  for (let look = 0; look < LOOKS; look += 1) {
    await pause(LOOK_MS, undefined, { signal: way.signal }).catch(() => {});
    const answer = await ask(way, { method: 'GET', path }).catch(() => undefined);
    const became = Became.safeParse(answer?.json).data?.data;
    if (became !== undefined) return became;
  }
  return undefined;
}

/** https://docs.opsgenie.com/docs/alert-api: an alert is known by its alias while it is open. */
function requestOf({ turn, alert, test }: WebhookEvent): Asked {
  const own = (act: string) =>
    `/v2/alerts/${encodeURIComponent(alert.key)}/${act}?identifierType=alias`;
  const user = fitted(alert.acknowledgedBy ?? 'Nakhoda', limits.user);
  switch (turn) {
    case 'triggered':
      return { method: 'POST', path: '/v2/alerts', body: createBody(alert, test) };
    case 'raised': {
      const body = { priority: priorities[alert.severity] };
      return { method: 'PUT', path: own('priority'), body };
    }
    case 'acknowledged':
      return { method: 'POST', path: own('acknowledge'), body: { source: 'Nakhoda', user } };
    case 'resolved':
      return {
        method: 'POST',
        path: own('close'),
        body: { source: 'Nakhoda', user: 'Nakhoda', note: alert.title },
      };
    default:
      return turn satisfies never;
  }
}

function createBody(alert: WebhookAlert, test: boolean) {
  const { title, key, severity, site, host, members, signal } = alert;
  const tags = new Set([signal, ...members.flatMap((member) => member.tags)]);
  const details = detailsOf(alert);
  const lines = Object.entries(details).map(([name, value]) => `${name}: ${value}`);
  return {
    message: fitted(title, limits.message),
    alias: key,
    description: fitted([title, ...lines].join('\n'), limits.description),
    priority: priorities[severity],
    source: 'Nakhoda',
    entity: fitted(members[0]?.name || host || site, limits.entity),
    tags: [...tags].filter((tag) => tag.length <= limits.tag).slice(0, TAGS),
    details: { ...details, ...(test && { test: 'Nothing is wrong.' }) },
  };
}
