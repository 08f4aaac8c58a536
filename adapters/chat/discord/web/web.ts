import { DefaultRestOptions, REST, Routes } from 'discord.js';
import { z } from 'zod';
import { BotError } from '../../../../src/errors.ts';
import type { Log } from '../../../../src/log.ts';
import { TOKEN } from '../registration/account.ts';
import type { Account } from '../registration/register.ts';
import { asBotError } from './errors.ts';

/** A call that hangs is no better than one that failed. */
const TIMEOUT_MS = 15_000;
/** An answer to a person waits for its turn so long; a message is put off by who posts it. */
const PATIENCE_MS = 10_000;

/** Requests a second: https://docs.discord.com/developers/topics/rate-limits#global-rate-limit */
const GLOBAL = 50;

/** Each call is made once: whoever calls knows whether it may be repeated. */
export function createWeb(account: Account, log: Log): REST {
  return openWeb(account, log, GLOBAL);
}

/** For answers to interactions, which are not under the bot's own limit, as the same page says: a burst does not use it up. */
export function createAnsweringWeb(account: Account, log: Log): REST {
  return openWeb(account, log, Number.POSITIVE_INFINITY);
}

function openWeb({ token, apiUrl }: Account, log: Log, globalRequestsPerSecond: number): REST {
  const rest = new REST({
    api: apiUrl,
    version: '10',
    retries: 0,
    timeout: TIMEOUT_MS,
    globalRequestsPerSecond,
    invalidRequestWarningInterval: 500,
    makeRequest: requestInBytes,
    rejectOnRateLimit: ({ route, retryAfter }) => !isAnswer(route) || retryAfter > PATIENCE_MS,
  });
  rest.on('invalidRequestWarning', (seen) => {
    log.warn(seen, 'Discord refuses many requests, and shuts out who makes 10,000 in 10 minutes');
  });
  return rest.setToken(token);
}

type Request = typeof DefaultRestOptions.makeRequest;

/**
 * With the files as bytes: which undici sends a request hangs on which was loaded first in this process, and it refuses a
 * form that is not of its own kind.
 */
const requestInBytes: Request = async (url, init) => {
  const { body, headers } = init;
  const send = DefaultRestOptions.makeRequest;
  if (!(body instanceof FormData)) return send(url, init);
  const form = new Response(body);
  const type = form.headers.get('content-type') ?? '';
  const bytes = new Uint8Array(await form.arrayBuffer());
  return send(url, { ...init, body: bytes, headers: { ...headers, 'content-type': type } });
};

const isAnswer = (route: string): boolean => /^\/(?:webhooks|interactions)\//.test(route);

/** One call, with an error of ours where it fails. */
export async function asking<T>(doing: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw asBotError(error, doing);
  }
}

const me = z.object({ id: z.string(), username: z.string() });

/** Who the token is for. Throws `invalid` for a token that Discord does not take. */
export async function whoAmI(web: REST): Promise<z.infer<typeof me>> {
  try {
    return me.parse(await asking('users/@me', () => web.get(Routes.user())));
  } catch (error) {
    if (error instanceof BotError && error.code === 'forbidden') throw refusedToken(error);
    throw error;
  }
}

export function refusedToken(cause: unknown): BotError {
  return new BotError('invalid', `Discord refuses ${TOKEN}`, {
    hint: 'Make a new one under Bot, Reset Token, and put it in place: npm start -- setup discord.',
    cause,
  });
}
