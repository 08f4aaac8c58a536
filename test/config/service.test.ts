import { expect, it } from 'vitest';
import { demo } from '../../adapters/hypervisor/demo/index.ts';
import { listenFromVariable } from '../../src/config/service.ts';
import { parseConfig } from '../../src/config.ts';
import { redact } from '../../src/redact.ts';

const read = (more: string) =>
  parseConfig(`sites: [{ name: a, kind: demo }]\n${more}`, {
    path: '/etc/nakhoda/nakhoda.yaml',
    adapters: [demo],
  });

it('the service listens nowhere and sends no heartbeat unless it is told to', () => {
  expect(read('')).toMatchObject({ http: undefined, heartbeat: undefined });
});

it.each([
  { listen: '127.0.0.1:8017', host: '127.0.0.1', port: 8017 },
  { listen: '[::1]:8017', host: '::1', port: 8017 },
  { listen: 'localhost:0', host: 'localhost', port: 0 },
])('it listens at $listen', ({ listen, host, port }) => {
  expect(read(`http: { listen: "${listen}" }`).http).toEqual({ host, port });
  expect(listenFromVariable(listen)).toEqual({ host, port });
});

it.each(['8017', ':8017', '127.0.0.1', '127.0.0.1:70000', '::1:8017', 'http://a:1', 'a b:1', ''])(
  'it does not listen at %j',
  (listen) => {
    expect(() => read(`http: { listen: "${listen}" }`)).toThrow('1 mistake');
    expect(() => listenFromVariable(listen)).toThrow('NAKHODA_HTTP wants an address and a port');
  },
);

it('a heartbeat’s address is a secret, and a minute passes between two', () => {
  process.env['NAKHODA_TEST_WATCHER'] = 'https://watch.example.org/ping/f00-ba4';
  const { heartbeat } = read('heartbeat: { url: { env: NAKHODA_TEST_WATCHER } }');
  expect(heartbeat).toEqual({ url: process.env['NAKHODA_TEST_WATCHER'], everyMs: 60_000 });
  expect(redact('to https://watch.example.org/ping/f00-ba4')).toBe('to •••');
});

it.each([
  { heartbeat: '{ url: "https://watch.example.org/x" }', words: 'heartbeat.url: wants { env' },
  { heartbeat: '{ url: { env: NAKHODA_TEST_WORDS } }', words: 'heartbeat.url: holds no web' },
  {
    heartbeat: '{ url: { env: NAKHODA_TEST_WATCHER }, every: 1 }',
    words: 'heartbeat.every: ',
  },
])('a heartbeat of $heartbeat is refused', ({ heartbeat, words }) => {
  process.env['NAKHODA_TEST_WORDS'] = 'file:///etc/passwd';
  process.env['NAKHODA_TEST_WATCHER'] = 'https://watch.example.org/ping/f00-ba4';
  expect(() => read(`heartbeat: ${heartbeat}`)).toThrow(
    expect.objectContaining({ hint: expect.stringContaining(words) }),
  );
});
