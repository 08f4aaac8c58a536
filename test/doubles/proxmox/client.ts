import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, type Dispatcher, request } from 'undici';
import { z } from 'zod';
import type { Token } from './access/accounts.ts';
import type { ProxmoxDouble } from './index.ts';

/** What came back, undecided whether it is good. */
export interface Reply {
  readonly status: number;
  readonly reason: string;
  readonly connection: string;
  readonly text: string;
  /** Empty where there was no body. */
  readonly body: Readonly<Record<string, unknown>>;
}

export type Sent = Readonly<Record<string, unknown>>;

/** Asks a double plainly, as curl would: for tests of the double itself. */
export interface Client {
  ask(
    method: string,
    path: string,
    params?: Sent,
    headers?: Record<string, string>,
  ): Promise<Reply>;
  /** Throws where it is refused; gives what stands under `data`. */
  data(method: string, path: string, params?: Sent): Promise<unknown>;
  /** Waits for the task that the answer names; gives how it ended. */
  outcome(upid: unknown): Promise<string>;
  close(): Promise<void>;
}

const TaskStatus = z.object({ status: z.string(), exitstatus: z.string().optional() });
const Body = z.record(z.string(), z.unknown());

/** @param token by whom; nobody when it is null. */
export function createClient(
  { ca, urls, tokens }: Pick<ProxmoxDouble, 'ca' | 'urls' | 'tokens'>,
  token: Token | null = tokens.root,
  entry = 0,
): Client {
  const dispatcher = new Agent({ connect: { ca: readFileSync(ca) } });
  const own = token === null ? {} : { authorization: `PVEAPIToken=${token.id}=${token.secret}` };

  const client: Client = {
    async ask(method, path, params, headers = {}) {
      const isQuery = method === 'GET' || method === 'DELETE';
      const form = params === undefined ? '' : formOf(params);
      const isJson = headers['content-type'] === 'application/json';
      const query = isQuery && form !== '' ? `?${form}` : '';
      const answer = await request(`${urls[entry]}/api2/json${path}${query}`, {
        method: verb(method),
        dispatcher,
        headers: {
          ...own,
          ...(!isQuery && { 'content-type': 'application/x-www-form-urlencoded' }),
          ...headers,
        },
        ...(!isQuery && method !== 'HEAD' && { body: isJson ? JSON.stringify(params) : form }),
      });
      const text = await answer.body.text();
      return {
        status: answer.statusCode,
        reason: answer.statusText,
        connection: String(answer.headers['connection']),
        text,
        body: text.startsWith('{') ? Body.parse(JSON.parse(text)) : {},
      };
    },
    async data(method, path, params) {
      const reply = await client.ask(method, path, params);
      if (reply.status !== 200) throw new Error(`${reply.status} ${reply.reason}`);
      return reply.body['data'];
    },
    async outcome(upid) {
      const name = z.string().parse(upid);
      const path = `/nodes/${name.split(':')[1]}/tasks/${encodeURIComponent(name)}/status`;
      for (;;) {
        const { status, exitstatus = '' } = TaskStatus.parse(await client.data('GET', path));
        if (status === 'stopped') return exitstatus;
        await sleep(5);
      }
    },
    close: () => dispatcher.close(),
  };
  return client;
}

function verb(method: string): Dispatcher.HttpMethod {
  return z.enum(['GET', 'POST', 'PUT', 'DELETE', 'HEAD']).parse(method);
}

/** A list is its key again and again. */
function formOf(params: Sent): string {
  const form = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) {
    for (const one of Array.isArray(value) ? value : [value]) form.append(key, String(one));
  }
  return form.toString();
}
