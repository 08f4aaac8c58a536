import type { ServerResponse } from 'node:http';

/** What goes back. */
export interface Answer {
  readonly status: number;
  readonly reason: string;
  /** Empty: no body, as with 401, 595 and 596. */
  readonly body: string | object;
  /** It came from the daemon, whose `connection: close` is passed on. */
  readonly daemon?: boolean;
}

/** https://pve.proxmox.com/wiki: the proxy ends a connection after so many requests. */
const mostRequests = 100;
const served = new WeakMap<object, number>();

export function write(response: ServerResponse, answer: Answer, now: number): void {
  const { status, reason, body, daemon = false } = answer;
  const date = new Date(now).toUTCString();
  const count = countOn(response);
  response.statusCode = status;
  response.statusMessage = spoken(reason);
  response.setHeader('cache-control', 'max-age=0');
  response.setHeader('connection', connectionOf(status, daemon, count));
  response.setHeader('date', date);
  response.setHeader('pragma', 'no-cache');
  response.setHeader('server', 'pve-api-daemon/3.0');
  response.setHeader('expires', date);
  if (body === '') {
    response.end();
    return;
  }
  const isText = typeof body === 'string';
  const bytes = Buffer.from(isText ? body : JSON.stringify(body));
  response.setHeader('content-length', bytes.length);
  response.setHeader('content-type', isText ? 'text/plain' : 'application/json;charset=UTF-8');
  response.end(bytes);
}

function countOn({ socket }: ServerResponse): number {
  if (socket === null) return 0;
  const count = (served.get(socket) ?? 0) + 1;
  served.set(socket, count);
  return count;
}

function connectionOf(status: number, daemon: boolean, count: number): string {
  if (status >= 400 || count >= mostRequests) return 'close';
  return daemon ? 'close, Keep-Alive' : 'Keep-Alive';
}

/** A reason phrase is one line of Latin letters. */
function spoken(reason: string): string {
  return reason.replaceAll(/[^\t\x20-\x7e\xa0-\xff]+/g, ' ').trim();
}
