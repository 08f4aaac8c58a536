import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { answerJson, readArgs, readBytes } from './body.ts';
import { methods } from './methods/index.ts';
import { type Answer, type Args, type Method, refusal, type Stage, word } from './stage.ts';

export interface Called {
  readonly method: string;
  readonly body: unknown;
  readonly error?: string;
  readonly at: number;
}

const writing = /^(chat\.|views\.|files\.complete|pins\.)/;

/** Slack's Web API: every call is written down, and judged in the order Slack judges it. */
export function createWebApi(stage: Stage, calls: Called[]) {
  return async (name: string, request: IncomingMessage, response: ServerResponse) => {
    const at = Date.now();
    const args = readArgs(await readBytes(request), request.headers['content-type'] ?? '');
    const { token: _, ...body } = args;
    const token = tokenOf(request, args);
    if (stage.faults.delayMs > 0) await wait(stage.faults.delayMs);
    const pause = tooSoon(name, args, stage);
    const answer = pause === undefined ? call(name, args, token, stage) : refusal('ratelimited');
    calls.push({ method: name, body, at, ...(answer.error ? { error: answer.error } : {}) });
    const mishap = mishapOf(name, answer, stage);
    if (mishap === 'drop') request.socket.destroy();
    else if (mishap === undefined) answerCall(response, answer, scopesOf(token, stage), pause);
  };
}

function scopesOf(token: string | undefined, { tokens, world }: Stage): readonly string[] {
  return token === tokens.app ? ['connections:write'] : world.scopes;
}

function answerCall(
  response: ServerResponse,
  answer: Answer,
  scopes: readonly string[],
  pause: number | undefined,
): void {
  const headers = { 'x-oauth-scopes': scopes.join(',') };
  if (pause === undefined) answerJson(response, 200, answer, headers);
  else answerJson(response, 429, answer, { ...headers, 'retry-after': String(pause) });
}

/** What becomes of this call where it is one of those that are done and not answered. */
function mishapOf(name: string, { ok }: Answer, { faults }: Stage): 'hold' | 'drop' | undefined {
  if (!ok) return undefined;
  if (faults.holdAfterAccept === name) return 'hold';
  if (faults.dropAfterAccept <= 0 || !writing.test(name)) return undefined;
  faults.dropAfterAccept -= 1;
  return 'drop';
}

const tokenOf = (request: IncomingMessage, args: Args): string | undefined =>
  request.headers.authorization?.replace(/^Bearer /, '') ?? word(args, 'token');

function tooSoon(name: string, args: Args, { faults, rates }: Stage): number | undefined {
  if (faults.rateLimit > 0) {
    faults.rateLimit -= 1;
    return 1;
  }
  return rates?.tooSoon(name, word(args, 'channel') ?? '');
}

function call(name: string, args: Args, token: string | undefined, stage: Stage): Answer {
  const method = methods.get(name);
  if (method === undefined) return { ...refusal('unknown_method'), req_method: name };
  const problem = badToken(method, token, stage);
  if (problem !== undefined) return refusal(problem);
  const needed = method.needs?.(args, stage) ?? [];
  const { scopes } = stage.world;
  if (needed.length > 0 && !needed.some((scope) => scopes.includes(scope)))
    return {
      ...refusal('missing_scope'),
      needed: needed.join(','),
      provided: scopes.join(','),
    };
  return method.run(args, stage);
}

function badToken(
  method: Method,
  token: string | undefined,
  { tokens, faults }: Stage,
): string | undefined {
  if (token === undefined) return 'not_authed';
  if (token !== tokens.bot && token !== tokens.app) return 'invalid_auth';
  if (faults.revokeTokens) return 'token_revoked';
  const right = method.token === 'app' ? tokens.app : tokens.bot;
  return token === right ? undefined : 'not_allowed_token_type';
}
