import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isAddress, parsePing, pingArgv } from '../../src/connectivity/ping.ts';
import { exec } from '../../src/exec.ts';
import { refusal } from '../line/refusal.ts';

const recorded = (name: string) =>
  parsePing(readFileSync(new URL(`../recorded/ping/${name}.txt`, import.meta.url), 'utf8'));
const counts = (sent: number, received: number) => ({
  sent,
  received,
  lossFraction: 1 - received / sent,
});

describe('what ping printed', () => {
  test.each([
    ['iputils-ok', { ...counts(3, 3), minMs: 0.038, avgMs: 0.074, maxMs: 0.142, jitterMs: 0.047 }],
    ['busybox-ok', { ...counts(2, 2), minMs: 0.028, avgMs: 0.039, maxMs: 0.05, jitterMs: 0.011 }],
    ['iputils-v6', { ...counts(2, 2), minMs: 0.029, avgMs: 0.032, maxMs: 0.036, jitterMs: 0.003 }],
    ['busybox-v6', { ...counts(2, 2), minMs: 0.031, avgMs: 0.042, maxMs: 0.053, jitterMs: 0.011 }],
    ['busybox-small', counts(2, 2)],
    ['windows-ok', { ...counts(4, 4), minMs: 100, avgMs: 110, maxMs: 120, jitterMs: 9.756 }],
    // The router's "unreachable" is no answer, in whatever language.
    ['windows-de', { ...counts(4, 2), minMs: 0, avgMs: 1, maxMs: 2 }],
    ['windows-de-v6', { ...counts(4, 4), minMs: 16, avgMs: 18, maxMs: 23, jitterMs: 2.681 }],
    ['windows-es', { ...counts(4, 4), minMs: 0, avgMs: 0, maxMs: 1 }],
    ['windows-ru', { ...counts(4, 4), minMs: 24, avgMs: 26, maxMs: 27, jitterMs: 1.225 }],
    ['iputils-lost', { ...counts(2, 0), problem: 'no answer came back' }],
    ['busybox-lost', { ...counts(2, 0), problem: 'no answer came back' }],
    [
      'iputils-host-unreachable',
      { ...counts(4, 0), problem: 'nobody on its network answers for that address' },
    ],
    [
      'windows-host-unreachable',
      { ...counts(4, 0), problem: 'nobody on its network answers for that address' },
    ],
    ['iputils-network-unreachable', { problem: 'there is no route to it from there' }],
    ['busybox-network-unreachable', { problem: 'there is no route to it from there' }],
    ['iputils-unknown-host', { problem: 'the name could not be looked up there' }],
    ['busybox-bad-address', { problem: 'the name is not known there' }],
    ['busybox-not-permitted', { problem: 'ping is not permitted there' }],
  ])('%s', (name, result) => {
    expect(recorded(name)).toEqual(result);
  });

  // As iptables' icmp-host-prohibited, which firewalld answers with, and nobody who is away.
  test.each(['Destination Host Prohibited', 'Destination Net Prohibited', 'Packet filtered'])(
    'a refusal is that of a firewall: %s',
    (words) => {
      const text = `From 10.0.0.9 icmp_seq=1 ${words}\n1 packets transmitted, 0 received, +1 errors`;
      expect(parsePing(text).problem).toBe('a firewall on the way refuses it');
    },
  );

  test('a part that was lost is told, without a made-up cause', () => {
    const text = '3 packets transmitted, 2 received, 33% packet loss, time 2003ms';
    expect(parsePing(text)).toEqual(counts(3, 2));
  });

  test('a program that says it sent more than it was told to says nothing', () => {
    const text = '900 packets transmitted, 900 received, 0% packet loss';
    expect(parsePing(text, 4)).toEqual({ problem: 'ping said nothing that could be understood' });
    expect(parsePing(text, 900)).toEqual(counts(900, 900));
  });

  test('a duplicate is not one more answer', () => {
    const text = '3 packets transmitted, 4 packets received, 1 duplicates, 0% packet loss';
    expect(parsePing(text)).toMatchObject({ received: 3, lossFraction: 0 });
  });

  test('nothing, or nonsense, has no figures and says so', () => {
    const none = { problem: 'ping said nothing that could be understood' };
    expect(parsePing('')).toEqual(none);
    expect(parsePing('9'.repeat(1_000_000))).toEqual(none);
  });

  test('no output makes figures that cannot be', () => {
    const line = fc.oneof(
      fc.constantFrom('0 packets transmitted, 5 received', '2 packets transmitted, 9 received'),
      fc.constantFrom('min/avg/max = 9/1/0 ms', 'min/avg/max/mdev = 1/2/3/4 ms', '64: time=5 ms'),
      fc.constantFrom('A: b = 1, c = 7, d = 0 (0% e)', 'x = 9ms, y = 1ms, z = 5ms', '::1: t<1ms'),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const { sent, received, lossFraction, ...times } = parsePing(lines.join('\n'));
        const { minMs = 0, avgMs = minMs, maxMs = avgMs, jitterMs = 0 } = times;
        expect(received ?? 0).toBeLessThanOrEqual(sent ?? 0);
        expect(lossFraction ?? 0).toBeGreaterThanOrEqual(0);
        expect(lossFraction ?? 0).toBeLessThanOrEqual(1);
        expect([minMs, avgMs, maxMs]).toEqual([minMs, avgMs, maxMs].toSorted((a, b) => a - b));
        expect(jitterMs).toBeGreaterThanOrEqual(0);
        if (!received) expect(times.avgMs).toBeUndefined();
      }),
    );
  });
});

describe('the argv of a ping', () => {
  test('fits iputils and busybox', () => {
    expect(pingArgv('10.0.0.1', { count: 4, size: 56 })).toEqual([
      'ping',
      '-c',
      '4',
      '-s',
      '56',
      '-W',
      '2',
      '10.0.0.1',
    ]);
  });

  test.each(['10.0.0.1', '::1', 'fe80::1%eth0', 'localhost', 'a-b.example.org', 'x_y.', 'e1'])(
    '%s is an address',
    (text) => {
      expect(isAddress(text)).toBe(true);
    },
  );

  test.each([
    '',
    '-f',
    '--',
    '-c9',
    '.',
    'a..b',
    '-a.b',
    'a-.b',
    '$(reboot)',
    'a b',
    'a\n',
    'a;b',
    '::1%-x y',
    'fe80::1%$(x)',
    '127.1',
    '0x7f000001',
    'a.0x',
    '10.0.0.256',
    `${'a'.repeat(64)}.b`,
    'ä.example',
    'a/b',
    'a.'.repeat(200),
    `${'a'.repeat(250)}!`,
  ])('%j is none', (text) => {
    expect(refusal(() => pingArgv(text, { count: 1, size: 56 }))).toMatchObject({
      code: 'invalid',
    });
  });

  test('has whole numbers in their ranges only', () => {
    for (const wrong of [{ count: 0 }, { count: 1.5 }, { size: -1 }, { size: 65_508 }]) {
      const options = { count: 1, size: 56, ...wrong };
      expect(refusal(() => pingArgv('::1', options))).toMatchObject({ code: 'invalid' });
    }
  });
});

test('a real ping of loopback, where there is one, is understood', async ({ skip }) => {
  const [file = '', ...args] = pingArgv('127.0.0.1', { count: 1, size: 56 });
  const options = { signal: new AbortController().signal, timeoutMs: 10_000 };
  const found = await exec(file, args, options).catch(() => undefined);
  if (found === undefined || found.exitCode !== 0) return skip('no ping that may be used here');
  expect(parsePing(found.stdout)).toMatchObject({ ...counts(1, 1), avgMs: expect.any(Number) });
});
