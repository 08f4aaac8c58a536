import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { BotError } from '../../src/errors.ts';
import type { Health } from '../../src/health.ts';
import type { Log } from '../../src/log.ts';
import type { Metrics } from './metrics.ts';

export interface Endpoint {
  /** Where it is, with the port that was taken where 0 was asked for. */
  readonly port: number;
  close(): Promise<void>;
}

export interface Listen {
  readonly host: string;
  readonly port: number;
}

export interface EndpointParts {
  readonly health: Pick<Health, 'live' | 'readiness'>;
  readonly metrics: Pick<Metrics, 'text' | 'contentType'>;
  readonly log: Log;
  /** Tests wait less. */
  readonly silenceMs?: number | undefined;
}

/** Enough for several monitors; a stranger who opens more is turned away. */
const CONNECTIONS = 64;

/** Milliseconds for which nothing may come or go: who asks and does not read would keep a place for ever. */
const SILENCE_MS = 10_000;

/** Limits for a request of one line and a few headers. https://nodejs.org/docs/latest-v24.x/api/http.html */
const limits = {
  maxHeaderSize: 8 * 1024,
  headersTimeout: 5_000,
  requestTimeout: 5_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 2_500,
};

/** Serves `/livez`, `/readyz` and `/metrics`. Throws `conflict` or `invalid` where it cannot listen. */
export async function openEndpoint(listen: Listen, parts: EndpointParts): Promise<Endpoint> {
  const server = createServer(limits, (request, response) => {
    answer(parts, request, response).catch((err: unknown) => {
      parts.log.error({ err }, 'a request for the bot’s health was not answered');
      response.destroy();
    });
  });
  server.maxConnections = CONNECTIONS;
  server.timeout = parts.silenceMs ?? SILENCE_MS;
  server.on('dropRequest', (_request, socket) => socket.destroy());
  await listening(server, listen);
  const address = server.address();
  return {
    port: address !== null && typeof address === 'object' ? address.port : listen.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Page {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

async function answer(
  parts: EndpointParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { status, type, body } = await pageFor(parts, request);
  // A body that somebody sends is not read; the connection goes with it.
  const bodied = request.headers['content-length'] ?? request.headers['transfer-encoding'];
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(status === 405 && { allow: 'GET, HEAD' }),
    ...(bodied !== undefined && { connection: 'close' }),
  });
  response.end(body);
}

async function pageFor(
  { health, metrics }: EndpointParts,
  { method, url = '' }: IncomingMessage,
): Promise<Page> {
  if (method !== 'GET' && method !== 'HEAD') return json(405, { error: 'GET or HEAD only' });
  const [path] = url.split('?', 1);
  if (path === '/livez') return json(health.live() ? 200 : 503, { live: health.live() });
  if (path === '/readyz') return readyPage(health);
  if (path !== '/metrics') return json(404, { error: 'There are /livez, /readyz and /metrics' });
  return { status: 200, type: metrics.contentType, body: await metrics.text() };
}

function readyPage(health: Pick<Health, 'readiness'>): Page {
  const { ready, reasons, sites, chats } = health.readiness();
  return json(ready ? 200 : 503, {
    ready,
    reasons,
    sites: sites.map(({ name, answers, at, problem }) => ({
      name,
      answers: answers ?? 'unknown',
      lastAnswer: at === undefined ? 'unknown' : new Date(at).toISOString(),
      problem,
    })),
    chats: chats.map(({ platform, connected, problem }) => ({
      name: platform,
      connected,
      problem,
    })),
  });
}

function json(status: number, body: object): Page {
  return { status, type: 'application/json', body: `${JSON.stringify(body)}\n` };
}

function listening(server: Server, { host, port }: Listen): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(cannotListen(error, host, port)));
    server.listen({ host, port, exclusive: true }, resolve);
  });
}

function cannotListen(cause: NodeJS.ErrnoException, host: string, port: number): BotError {
  const at = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  switch (cause.code) {
    case 'EADDRINUSE':
      return new BotError('conflict', `${at} is taken: another program listens there`, {
        hint: 'Name another port in `http.listen` or NAKHODA_HTTP, or stop the other program.',
        cause,
      });
    case 'EACCES':
      return new BotError('forbidden', `The bot may not listen on ${at}`, {
        hint: 'Ports below 1024 are for root. Name a higher one in `http.listen` or NAKHODA_HTTP.',
        cause,
      });
    default:
      return new BotError('invalid', `The bot cannot listen on ${at} (${cause.code})`, {
        hint: '`http.listen` or NAKHODA_HTTP wants an address of this machine and a port: 127.0.0.1:8017.',
        cause,
      });
  }
}
