import { createConnection, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Endpoint, openEndpoint } from '../../../adapters/monitoring/endpoint.ts';
import { createMetrics } from '../../../adapters/monitoring/metrics.ts';
import type { Figures, Readiness } from '../../../src/health.ts';
import { records } from './monitors.ts';

const state: { live: boolean; readiness: Readiness; figures: Figures } = {
  live: true,
  readiness: { ready: true, reasons: [], sites: [], chats: [] },
  figures: { sites: [] },
};
const log = records();
const metrics = createMetrics('1.2.3', () => state.figures);
let endpoint: Endpoint;
beforeAll(async () => {
  const health = { live: () => state.live, readiness: () => state.readiness };
  endpoint = await openEndpoint({ host: '127.0.0.1', port: 0 }, { health, metrics, log });
});
afterAll(() => endpoint.close());

const ask = (path: string, init: RequestInit = {}) =>
  fetch(`http://127.0.0.1:${endpoint.port}${path}`, init);

/** What comes back for these bytes until the server hangs up. */
function raw(bytes: string): Promise<string> {
  const socket: Socket = createConnection(endpoint.port, '127.0.0.1');
  socket.write(bytes);
  return text(socket);
}

describe('the endpoint', () => {
  beforeEach(() => {
    state.live = true;
    state.readiness = { ready: true, reasons: [], sites: [], chats: [] };
    state.figures = { sites: [] };
  });

  it('answers 503 when the bot does not live', async () => {
    expect((await ask('/livez')).status).toBe(200);
    state.live = false;
    expect((await ask('/livez')).status).toBe(503);
  });

  it('tells why the bot is not ready, and what each site last said, whatever that holds', async () => {
    const problem = 'said "no"\r\n\u001b[2J<script>';
    state.readiness = {
      ready: false,
      reasons: ['The bot is leaving'],
      sites: [{ name: 'a', answers: false, at: 0, problem }, { name: 'b' }],
      chats: [{ platform: 'pigeon', connected: false, problem: 'Nobody answers' }],
    };
    const response = await ask('/readyz');
    expect(response.status).toBe(503);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual({
      ready: false,
      reasons: ['The bot is leaving'],
      sites: [
        { name: 'a', answers: false, lastAnswer: '1970-01-01T00:00:00.000Z', problem },
        { name: 'b', answers: 'unknown', lastAnswer: 'unknown' },
      ],
      chats: [{ name: 'pigeon', connected: false, problem: 'Nobody answers' }],
    });
  });

  it('takes GET and HEAD alone, and nothing but its three paths', async () => {
    const head = await ask('/readyz', { method: 'HEAD' });
    expect({ status: head.status, body: await head.text() }).toEqual({ status: 200, body: '' });
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      const response = await ask('/livez', { method });
      expect({ method, status: response.status }).toEqual({ method, status: 405 });
      expect(response.headers.get('allow')).toBe('GET, HEAD');
    }
    for (const path of ['/', '/metrics/', '/readyz/../livezz', '//livez']) {
      expect((await ask(path)).status).toBe(404);
    }
  });

  it('reads no body and no endless headers', async () => {
    const large = `GET /livez HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`;
    expect(await raw(large)).toMatch(/^HTTP\/1\.1 431 /);
    const bodied = 'GET /livez HTTP/1.1\r\nHost: a\r\nContent-Length: 5000000\r\n\r\nxxx';
    expect(await raw(bodied)).toMatch(/^HTTP\/1\.1 200 [\s\S]*connection: close/i);
    expect(await raw('nonsense\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  });

  it.each([
    { host: '127.0.0.1', taken: true, code: 'conflict', words: 'is taken' },
    { host: '203.0.113.7', taken: false, code: 'invalid', words: 'EADDRNOTAVAIL' },
  ])('that cannot be opened at $host is refused in words', async ({ host, taken, code, words }) => {
    const health = { live: () => true, readiness: () => state.readiness };
    const listen = { host, port: taken ? endpoint.port : 0 };
    await expect(openEndpoint(listen, { health, metrics, log })).rejects.toMatchObject({
      code,
      message: expect.stringContaining(words),
    });
  });

  it('hangs up on who asks and asks and never reads', async () => {
    const health = { live: () => true, readiness: () => state.readiness };
    const short = await openEndpoint(
      { host: '127.0.0.1', port: 0 },
      { health, metrics, log, silenceMs: 300 },
    );
    const socket = createConnection(short.port, '127.0.0.1').pause();
    let gone = false;
    socket.on('error', () => {
      gone = true;
    });
    socket.write('GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(2_000));
    const stillThere = () => {
      socket.write('x');
      return !gone;
    };
    await expect.poll(stillThere, { timeout: 20_000, interval: 100 }).toBe(false);
    socket.destroy();
    await short.close();
  });

  it('leaves out a figure that is not known, and never says 0 for it', async () => {
    const first = await (await ask('/metrics')).text();
    expect(first).toContain('nakhoda_build_info{version="1.2.3",node="');
    expect(first).toContain('nakhoda_store_up 0');
    expect(first).not.toMatch(/^nakhoda_(operations_open|outbox_|store_latency_seconds|site_up)/m);
    state.figures = {
      load: {
        waiting: 0,
        running: 2,
        undecided: 1,
        unsaid: { count: 3, oldestMs: 1_500, givenUp: 1 },
      },
      storeMs: 4,
      sites: [{ name: 'a', answers: true }, { name: 'b', answers: false }, { name: 'c' }],
    };
    const full = await (await ask('/metrics')).text();
    for (const line of [
      'nakhoda_operations_open{state="waiting"} 0',
      'nakhoda_operations_open{state="undecided"} 1',
      'nakhoda_outbox_waiting 3',
      'nakhoda_outbox_oldest_seconds 1.5',
      'nakhoda_outbox_given_up 1',
      'nakhoda_store_up 1',
      'nakhoda_store_latency_seconds 0.004',
      'nakhoda_site_up{site="a"} 1',
      'nakhoda_site_up{site="b"} 0',
    ]) {
      expect(full.split('\n')).toContain(line);
    }
    expect(full).not.toContain('site="c"');
    state.figures = { sites: [] };
    expect(await (await ask('/metrics')).text()).not.toMatch(
      /^nakhoda_(operations_open|outbox_|store_latency_seconds|site_up)/m,
    );
  });

  it('begins each figure’s name with nakhoda_', async () => {
    const names = (await (await ask('/metrics')).text())
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(names.length).toBeGreaterThan(30);
    expect(names.filter((line) => !line.startsWith('nakhoda_'))).toEqual([]);
  });
});
