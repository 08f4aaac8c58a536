import { type Dispatcher, request } from 'undici';
import { z } from 'zod';
import { BotError, type ErrorCode } from '../../src/errors.ts';
import { redact } from '../../src/redact.ts';

export interface Call {
  /** As people know the other side: `PagerDuty`. */
  readonly who: string;
  readonly method?: 'POST' | 'PUT' | 'GET' | undefined;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** JSON. */
  readonly body?: string | undefined;
  readonly dispatcher: Dispatcher;
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly status: number;
  /** What it says of it, in one short line; empty where it says nothing. */
  readonly words: string;
  /** Its JSON; undefined where it is none. */
  readonly json: unknown;
}

/** Milliseconds for one answer. */
const ANSWER_MS = 10_000;
/** Bytes of an answer that are read. */
const ANSWER_BYTES = 16 * 1024;
/** Letters of what somebody else says that are shown to people. */
const WORDS = 200;
/** Milliseconds that the other side may want us to wait, at the most. */
const LONGEST_MS = 3_600_000;

/**
 * Asks, and gives an answer that is a yes. Anything else is thrown: `busy` for 429, `unreachable` for what may go
 * better later, `forbidden`, `not-found` or `invalid` for a no. A redirect is followed nowhere: the key would go along.
 */
export async function call({ who, dispatcher, signal, ...asked }: Call): Promise<Answer> {
  const { method = 'POST', url, body, headers } = asked;
  const limit = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]);
  try {
    const {
      statusCode,
      headers: told,
      body: stream,
    } = await request(url, {
      ...{ method, dispatcher, signal: limit, body: body ?? null },
      headers: {
        ...{ 'user-agent': 'Nakhoda', accept: 'application/json' },
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
    });
    const text = await beginningOf(stream);
    const answer = { status: statusCode, ...readAnswer(text) };
    if (statusCode >= 200 && statusCode < 300) return answer;
    throw refusal(who, answer, told['retry-after']);
  } catch (error) {
    throw error instanceof BotError ? error : noAnswer(who, error);
  }
}

async function beginningOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= ANSWER_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, ANSWER_BYTES).toString();
}

const Said = z.looseObject({
  message: z.string().optional(),
  result: z.string().optional(),
  errors: z.union([z.array(z.string()), z.record(z.string(), z.unknown())]).optional(),
});

function readAnswer(text: string): Pick<Answer, 'words' | 'json'> {
  const json = jsonOf(text);
  const said = Said.safeParse(json).data;
  if (said === undefined) return { json, words: short(text) };
  const { message, result, errors = [] } = said;
  const all = Array.isArray(errors)
    ? errors
    : Object.entries(errors).map(([field, what]) => `${field}: ${String(what)}`);
  return { json, words: short([message ?? result ?? '', ...all].filter(Boolean).join(': ')) };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function short(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return redact([...line].slice(0, WORDS).join(''));
}

function refusal(who: string, { status, words }: Answer, after: unknown): BotError {
  const said = words === '' ? '' : `: ${words}`;
  if (status === 429) {
    return new BotError('busy', `${who} wants a pause (429)${said}`, {
      retryAfterMs: pauseOf(after),
    });
  }
  if (status >= 500 || status === 408) {
    return new BotError('unreachable', `${who} has a problem (${status})${said}`);
  }
  if (status >= 300 && status < 400) {
    return new BotError('invalid', `${who} sends us elsewhere (${status}); that is not followed`, {
      hint: 'Put the address that it moved to into the configuration.',
    });
  }
  return new BotError(codeOf(status), `${who} refuses it (${status})${said}`);
}

function codeOf(status: number): ErrorCode {
  if (status === 401 || status === 403) return 'forbidden';
  return status === 404 || status === 410 ? 'not-found' : 'invalid';
}

/** Seconds, or a date (RFC 9110, section 10.2.3). */
function pauseOf(after: unknown): number | undefined {
  if (typeof after !== 'string') return undefined;
  const ms = /^\d+$/.test(after) ? Number(after) * 1_000 : Date.parse(after) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.min(LONGEST_MS, Math.max(0, ms));
}

/** It may have arrived all the same: the receiver knows a repeat. */
function noAnswer(who: string, cause: unknown): BotError {
  const name = cause instanceof Error ? cause.name : '';
  if (name === 'TimeoutError' || name === 'AbortError') {
    return new BotError('timeout', `${who} did not answer in time`, { cause });
  }
  const why = cause instanceof Error ? cause.message || cause.name : String(cause);
  return new BotError('unreachable', `${who} is not reached: ${short(why)}`, { cause });
}
