import { type Logger, LogLevel } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import type { BotError } from '../../../../src/errors.ts';
import type { Log } from '../../../../src/log.ts';
import { asBotError } from './errors.ts';

/** A call that hangs is no better than one that failed. */
const TIMEOUT_MS = 15_000;

export interface Access {
  readonly token: string;
  readonly apiUrl: string;
  readonly log: Log;
}

/** Each call is made once: whoever calls knows whether it may be repeated. */
export function createWeb({ token, apiUrl, log }: Access): WebClient {
  return new WebClient(token, {
    slackApiUrl: apiUrl,
    rejectRateLimitedCalls: true,
    retryConfig: { retries: 0 },
    timeout: TIMEOUT_MS,
    logger: slackLogger(log),
  });
}

/** One call, with an error of ours where it fails. */
export async function asking<T>(doing: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw asBotError(error, doing);
  }
}

/** The SDK's own words in our log; they are about the connection, so nothing below a warning is kept. */
export function slackLogger(log: Log): Logger {
  const text = (parts: readonly unknown[]): string => `slack: ${parts.map(String).join(' ')}`;
  return {
    debug() {},
    info() {},
    warn: (...parts) => log.warn({}, text(parts)),
    error: (...parts) => log.warn({}, text(parts)),
    setLevel() {},
    getLevel: () => LogLevel.WARN,
    setName() {},
  };
}

export interface Me {
  readonly userId: string;
  readonly botId: string | undefined;
  readonly name: string;
}

/** Who the token is for. Throws `invalid` for a token that Slack does not take. */
export async function whoAmI(web: WebClient, refused: (error: BotError) => BotError): Promise<Me> {
  try {
    const me = await web.auth.test();
    return { userId: me.user_id ?? '', botId: me.bot_id, name: me.user ?? 'nakhoda' };
  } catch (error) {
    const told = asBotError(error, 'auth.test');
    throw told.code === 'forbidden' || told.code === 'invalid' ? refused(told) : told;
  }
}
