import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Answer, type Asked, type Listening, listen } from './listen.ts';

/** What a person finds at Opsgenie. */
export interface OpsgenieAlert {
  readonly alias: string;
  readonly message: string;
  status: 'open' | 'acked' | 'closed';
  priority: string;
  count: number;
}

export interface OpsgenieDouble extends Listening {
  /** Of an integration in this region; one in the other region; one of the account, which may not make alerts. */
  readonly keys: { readonly own: string; readonly other: string; readonly account: string };
  /** Oldest first. */
  readonly alerts: readonly OpsgenieAlert[];
  /** What was done, as `Create nakhoda-12-…: Created alert`. */
  readonly done: readonly string[];
}

interface Outcome {
  readonly action: string;
  readonly isSuccess: boolean;
  readonly status: string;
}

/** A request is taken at once, and dealt with a little later: https://docs.opsgenie.com/docs/alert-api */
export async function startOpsgenie(): Promise<OpsgenieDouble> {
  const keys = { own: randomUUID(), other: `eu-${randomUUID()}`, account: randomUUID() };
  const alerts: OpsgenieAlert[] = [];
  const requests = new Map<string, Outcome | undefined>();
  const done: string[] = [];
  const server = await listen((asked) => {
    const refused = keyRefused(asked, keys);
    if (refused) return refused;
    if (asked.method === 'GET') return statusOf(asked, requests);
    const work = read(asked);
    if ('status' in work) return work;
    const requestId = randomUUID();
    requests.set(requestId, undefined);
    setTimeout(() => {
      const outcome = work.act(alerts);
      requests.set(requestId, outcome);
      done.push(`${outcome.action} ${work.alias}: ${outcome.status}`);
    }, 20);
    return { status: 202, body: { result: 'Request will be processed', took: 0.1, requestId } };
  });
  return { ...server, keys, alerts, done };
}

function keyRefused({ headers }: Asked, keys: OpsgenieDouble['keys']): Answer | undefined {
  const [scheme, key] = (headers.authorization ?? '').split(' ');
  if (scheme !== 'GenieKey' || key === undefined) return refuse(401, 'Could not authenticate');
  if (key === keys.own) return undefined;
  // As in https://github.com/caronc/apprise/issues/549 and https://github.com/louislam/uptime-kuma/issues/3613
  if (key === keys.account) {
    return refuse(403, 'To perform this action, use an API key from an API integration.');
  }
  return refuse(422, 'Key format is not valid!');
}

function refuse(status: number, message: string, errors?: Record<string, string>): Answer {
  return { status, body: { message, errors, took: 0.001, requestId: randomUUID() } };
}

function statusOf({ path }: Asked, requests: ReadonlyMap<string, Outcome | undefined>): Answer {
  const outcome = requests.get(path.replace('/v2/alerts/requests/', ''));
  if (outcome === undefined)
    return refuse(404, 'Request not found. It might not be processed, yet.');
  return { status: 200, body: { data: { ...outcome, success: outcome.isSuccess } } };
}

interface Work {
  readonly alias: string;
  act(alerts: OpsgenieAlert[]): Outcome;
}

const Create = z.object({
  message: z.string().min(1).max(130),
  alias: z
    .string()
    .max(512)
    .default(() => randomUUID()),
  description: z.string().max(15_000).optional(),
  priority: z.enum(['P1', 'P2', 'P3', 'P4', 'P5']).default('P3'),
  source: z.string().max(100).optional(),
  entity: z.string().max(512).optional(),
  tags: z.array(z.string().max(50)).max(20).optional(),
  details: z.record(z.string(), z.string()).optional(),
});
const Follow = z.object({
  user: z.string().max(100).optional(),
  source: z.string().max(100).optional(),
  note: z.string().max(25_000).optional(),
});
const Priority = z.object({ priority: z.enum(['P1', 'P2', 'P3', 'P4', 'P5']) });

function read(asked: Asked): Work | Answer {
  const { method, path, query } = asked;
  const [, alias = '', act = ''] = /^\/v2\/alerts\/([^/]+)\/([a-z]+)$/.exec(path) ?? [];
  if (method === 'POST' && path === '/v2/alerts') return create(asked);
  if (query.get('identifierType') !== 'alias') return refuse(422, 'Alert id is not a valid one');
  const known = decodeURIComponent(alias);
  if (method === 'PUT' && act === 'priority') {
    return checked(asked, Priority, ({ priority }) =>
      following(known, 'UpdatePriority', (one) => {
        one.priority = priority;
      }),
    );
  }
  const status = ({ acknowledge: 'acked', close: 'closed' } as const)[act];
  if (method !== 'POST' || status === undefined) return refuse(404, 'No such path');
  return checked(asked, Follow, () =>
    following(known, act === 'close' ? 'Close' : 'Acknowledge', (one) => {
      one.status = status;
    }),
  );
}

function checked<T>(asked: Asked, schema: z.ZodType<T>, work: (body: T) => Work): Work | Answer {
  let json: unknown;
  try {
    json = JSON.parse(asked.body);
  } catch {
    return refuse(400, 'Request body is not a valid json');
  }
  const body = schema.safeParse(json);
  if (body.success) return work(body.data);
  const errors = body.error.issues.map((one) => [one.path.join('.'), one.message] as const);
  const message = 'Request body is not processable. Please check the errors.';
  return refuse(422, message, Object.fromEntries(errors));
}

function create(asked: Asked): Work | Answer {
  return checked(asked, Create, ({ alias, message, priority }) => ({
    alias,
    act(alerts) {
      const open = alerts.find((one) => one.alias === alias && one.status !== 'closed');
      if (open) open.count += 1;
      else alerts.push({ alias, message, priority, status: 'open', count: 1 });
      const status = open ? 'Alert already exists, count is increased' : 'Created alert';
      return { action: 'Create', isSuccess: true, status };
    },
  }));
}

function following(alias: string, action: string, act: (one: OpsgenieAlert) => void): Work {
  return {
    alias,
    act(alerts) {
      const open = alerts.find((one) => one.alias === alias && one.status !== 'closed');
      if (open === undefined) return { action, isSuccess: false, status: 'Alert does not exist' };
      act(open);
      return { action, isSuccess: true, status: `${action}d alert` };
    },
  };
}
