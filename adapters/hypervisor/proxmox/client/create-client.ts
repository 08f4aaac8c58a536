import { type ZodType, z } from 'zod';
import { BotError, gaveNoAnswer } from '../../../../src/errors.ts';
import type { Config } from '../config.ts';
import type { Ask, Client, Page, RowsClient } from './client.ts';
import { createEntryPoint, type EntryPoint, type Reply, type Request } from './entry-point.ts';
import { createEntryPoints } from './entry-points.ts';
import { form } from './form.ts';
import { createLogin, type Login, type LoginPace } from './login.ts';
import { NotSent } from './not-sent.ts';
import { refusal } from './refusal.ts';
import { answerOf, bodyOf } from './reply.ts';
import { rowsOf } from './rows.ts';

/** What of the configuration the client itself needs. */
export type ClientSettings = Pick<Config, 'urls' | 'token' | 'user' | 'fingerprints' | 'ca'>;

/** Milliseconds: pveproxy itself waits 10 s for a lock, 3 s for a node that is down. */
const DEADLINE = 30_000;

export function createClient(
  settings: ClientSettings,
  pace: LoginPace = {},
): Client & RowsClient & { readonly identity: string } {
  const login = createLogin(settings, pace);
  const entries = createEntryPoints(
    settings.urls.map((origin) => createEntryPoint(origin, settings)),
  );
  let ahead: number | undefined;

  const ask = async (method: Request['method'], path: string, wanted: Ask<unknown>) => {
    const { params, deadlineMs = DEADLINE } = wanted;
    const act = method !== 'GET';
    const reply = await withDeadline({ ...wanted, deadlineMs }, path, (limit) =>
      entries.ask({ act, signal: limit, patienceMs: deadlineMs / 2 }, (entry, signal) =>
        once(entry, { login, method, path, params, signal }),
      ),
    );
    if (reply.date !== undefined) ahead = reply.date - Date.now();
    if (reply.status < 300) return reply;
    const asked = { name: wanted.name, act, identity: login.identity };
    throw refusal(answerOf(reply), asked);
  };

  const read = async <T>(path: string, wanted: Ask<T>): Promise<Page<T>> => {
    const body = bodyOf(await ask('GET', path, wanted));
    return { data: parse(body, wanted.schema, { path, act: false }), total: body?.total };
  };

  const now = () => Date.now() + (ahead ?? 0);

  return {
    identity: login.identity,
    page: read,
    async rows(path, wanted) {
      const reply = await ask('GET', path, { ...wanted, schema: Rows });
      return (await rowsOf(reply.body)) ?? parse(bodyOf(reply), Rows, { path, act: false });
    },
    get: async (path, wanted) => (await read(path, wanted)).data,
    async send(method, path, wanted) {
      const body = bodyOf(await ask(method, path, wanted));
      return parse(body, wanted.schema, { path, act: true });
    },
    now,
    async clock(signal) {
      if (ahead === undefined) await ask('GET', '/version', { schema: z.unknown(), signal });
      return now();
    },
    async close() {
      await entries.close();
    },
  };
}

const Rows = z.array(z.unknown());

async function withDeadline(
  { signal, deadlineMs }: { readonly signal: AbortSignal; readonly deadlineMs: number },
  path: string,
  work: (signal: AbortSignal) => Promise<Reply>,
): Promise<Reply> {
  signal.throwIfAborted();
  const deadline = AbortSignal.timeout(deadlineMs);
  try {
    return await work(AbortSignal.any([signal, deadline]));
  } catch (error) {
    signal.throwIfAborted();
    if (!deadline.aborted) throw error;
    throw new BotError('timeout', `Proxmox did not answer ${path} in ${deadlineMs / 1_000} s`, {
      cause: error,
    });
  }
}

interface Call extends Pick<Request, 'method' | 'path' | 'signal'> {
  readonly login: Login;
  readonly params: Ask<unknown>['params'];
}

/** With a ticket that was refused, once more with a new one: a 401 comes before anything is done. */
async function once(entry: EntryPoint, call: Call) {
  const { login, method, path, params, signal } = call;
  const request = { ...written(method, path, params), signal };
  const first = await signedIn(entry, call);
  const reply = await entry.ask({ ...request, headers: { ...request.headers, ...first } });
  if (reply.status !== 401 || !login.refused(first, notLetIn(reply, login))) return reply;
  const second = await signedIn(entry, call);
  return entry.ask({ ...request, headers: { ...request.headers, ...second } });
}

function notLetIn(reply: Reply, { identity }: Login): BotError {
  return refusal(answerOf(reply), { act: false, identity });
}

/** What goes wrong here comes before the call itself. */
async function signedIn(entry: EntryPoint, { login, method, signal }: Call) {
  try {
    return await login.headers(entry, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof BotError && method !== 'GET' && gaveNoAnswer(error)) {
      throw new BotError('failed', error.message, { hint: error.hint, cause: error.cause });
    }
    throw error instanceof Error && !(error instanceof BotError) ? new NotSent(error) : error;
  }
}

/** pveproxy reads a body with POST and PUT alone. */
function written(method: Request['method'], path: string, params: Call['params']) {
  const words = form(params);
  const full = `/api2/json${path}`;
  if (method === 'GET' || method === 'DELETE') {
    return { method, path: words === '' ? full : `${full}?${words}`, headers: {} };
  }
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return { method, path: full, headers, body: words };
}

/** An act whose answer cannot be read was heard all the same: only a look tells what became of it. */
function parse<T>(
  body: ReturnType<typeof bodyOf>,
  schema: ZodType<T>,
  { path, act }: { readonly path: string; readonly act: boolean },
): T {
  const parsed = schema.safeParse(body?.data);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') ?? '';
  throw new BotError(
    act ? 'unreachable' : 'failed',
    `Proxmox answers ${path} in a way that this version of the bot does not know: ${where} ${issue?.message ?? ''}`,
    { cause: parsed.error },
  );
}
