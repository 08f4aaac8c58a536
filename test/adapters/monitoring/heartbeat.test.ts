import { createServer as createWebServer, type Server } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { startHeartbeat } from '../../../adapters/monitoring/heartbeat.ts';
import { redact } from '../../../src/redact.ts';
import { listening, records } from './monitors.ts';

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A dead man's switch of our own: what it was asked, and what it answers. */
async function watcher() {
  const heard: string[] = [];
  const state = { status: 200 };
  const server = createWebServer((request, response) => {
    heard.push(`${request.method} ${request.url}`);
    response.writeHead(state.status).end('OK');
  });
  const port = await listening(server);
  ends.push(() => close(server));
  return { heard, state, url: `http://127.0.0.1:${port}/ping/7a1f-secret` };
}

/** A proxy of our own, for both ways in which one is asked; its tunnels lead nowhere. */
async function proxy() {
  const asked: string[] = [];
  const server = createWebServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(204).end();
  });
  server.on('connect', (request, socket) => {
    asked.push(`CONNECT ${request.url}`);
    ends.push(() => void socket.destroy());
    socket.on('error', () => {}).write('HTTP/1.1 200 OK\r\n\r\n');
  });
  const port = await listening(server);
  ends.push(() => close(server));
  return { asked, address: `http://127.0.0.1:${port}` };
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** The variables of a proxy, until the test has ended. */
function proxied(variables: Readonly<Record<string, string>>): void {
  const before = { ...process.env };
  for (const name of ['http_proxy', 'https_proxy', 'no_proxy']) {
    delete process.env[name];
    delete process.env[name.toUpperCase()];
  }
  Object.assign(process.env, variables);
  ends.push(() => {
    process.env = before;
  });
}

function begin(url: string, state = { healthy: true }, everyMs = 30) {
  const log = records();
  ends.push(startHeartbeat({ url, everyMs, healthy: () => state.healthy, log }));
  return { log, state };
}

it('a bot that is well is heard again and again, and that is logged once', async () => {
  proxied({});
  const { heard, url } = await watcher();
  const { log } = begin(url);
  await expect.poll(() => heard.length).toBeGreaterThan(3);
  expect(new Set(heard)).toEqual(new Set(['GET /ping/7a1f-secret']));
  expect(log.said).toEqual(['info the heartbeat is heard']);
});

it('a bot that is not ready is silent', async () => {
  proxied({});
  const { heard, url } = await watcher();
  const { log, state } = begin(url, { healthy: false });
  await expect.poll(() => log.said).toEqual(['warn no heartbeat is sent: the bot is not ready']);
  expect(heard).toEqual([]);
  state.healthy = true;
  await expect.poll(() => heard.length).toBeGreaterThan(0);
});

it('one a day is sent as soon as the bot is ready, and its start is no warning', async () => {
  proxied({});
  const { heard, url } = await watcher();
  const { log, state } = begin(url, { healthy: false }, 86_400_000);
  state.healthy = true;
  await expect.poll(() => heard.length, { timeout: 5_000 }).toBe(1);
  await expect.poll(() => log.said).toEqual(['info the heartbeat is heard']);
});

it('a watcher that refuses is told of once, with its answer, and once more when it is back', async () => {
  proxied({});
  const { heard, state, url } = await watcher();
  state.status = 404;
  const { log } = begin(url);
  await expect.poll(() => heard.length).toBeGreaterThan(3);
  expect(log.said).toEqual(['warn the heartbeat is not heard: answered 404']);
  state.status = 200;
  await expect.poll(() => log.said.at(-1)).toBe('info the heartbeat is heard');
  expect(log.said).toHaveLength(2);
});

it('a watcher that is not there is told of without the secret in its address', async () => {
  proxied({});
  const { log } = begin('http://127.0.0.1:1/ping/7a1f-secret');
  await expect.poll(() => log.said[0]).toContain('the heartbeat is not heard: ');
  expect(log.said.join()).not.toContain('7a1f');
  expect(redact('GET /ping/7a1f-secret')).toBe('GET •••');
});

it('the heartbeat goes through the proxy, unless the watcher needs none', async () => {
  const { heard, url } = await watcher();
  const { asked, address } = await proxy();
  proxied({ HTTP_PROXY: address });
  begin(url);
  await expect.poll(() => asked[0]).toBe(`GET ${url}`);
  await ends.pop()?.();

  const before = asked.length;
  heard.length = 0;
  process.env['NO_PROXY'] = '127.0.0.1';
  begin(url);
  await expect.poll(() => heard.length).toBeGreaterThan(0);
  expect(asked).toHaveLength(before);
});

it('to a watcher on https the proxy only opens a tunnel; one that then is silent keeps nobody', async () => {
  const { asked, address } = await proxy();
  proxied({ HTTPS_PROXY: address });
  const { log } = begin('https://watch.example.invalid/ping/7a1f-secret');
  const stop = ends.pop();
  await expect.poll(() => asked[0]).toBe('CONNECT watch.example.invalid:443');
  await stop?.();
  expect(log.said).toEqual([]);
});

it('a proxy that is no address is refused in words', () => {
  proxied({ HTTPS_PROXY: 'not an address' });
  expect(() => begin('https://watch.example.invalid/')).toThrow('HTTPS_PROXY or HTTP_PROXY');
});
