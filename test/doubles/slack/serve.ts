import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerJson, readArgs, readBytes, readFile } from './body.ts';
import type { Stage } from './stage.ts';
import { type Called, createWebApi } from './web-api.ts';

export type Serve = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export type Route = (
  rest: string,
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<void>;

/** What the double answers to: the Web API, response_urls, uploads, and what is given besides. */
export function createServe(
  stage: Stage,
  requests: Called[],
  more: Readonly<Record<string, Route>> = {},
): Serve {
  const routes: Readonly<Record<string, Route>> = {
    api: createWebApi(stage, requests),
    response: answerLater(stage),
    upload: takeUpload(stage),
    ...more,
  };
  return async (request, response) => {
    const [, part = '', rest = ''] = (request.url ?? '/').replace(/\?.*/, '').split('/');
    const route = routes[part];
    if (route) await route(rest, request, response);
    else answerJson(response, 404, { ok: false, error: 'not_found' });
  };
}

function answerLater({ responses, faults }: Stage): Route {
  return async (id, request, response) => {
    const bytes = await readBytes(request);
    const answer = responses.answer(id, readArgs(bytes, request.headers['content-type'] ?? ''));
    if (answer.ok && faults.dropAfterAccept > 0) {
      faults.dropAfterAccept -= 1;
      request.socket.destroy();
      return;
    }
    const refusedWith = ['used_url', 'expired_url'].includes(answer.error ?? '') ? 404 : 400;
    answerJson(response, answer.ok ? 200 : refusedWith, answer);
  };
}

function takeUpload({ uploads }: Stage): Route {
  return async (id, request, response) => {
    const bytes = await readBytes(request);
    const upload = uploads.get(id);
    if (upload === undefined) return answerJson(response, 404, { ok: false });
    const type = request.headers['content-type'] ?? '';
    uploads.set(id, { ...upload, bytes: await readFile(bytes, type) });
    response.end('OK');
  };
}
