import { expect, it } from 'vitest';
import { readRefusal, refusalError } from '../../../src/guest/ssh/refusals.ts';

/** As OpenSSH 9.2 says it. */
it.each([
  ['ssh: connect to host 10.0.0.7 port 22: Connection refused\r\n', 'refused', 'conflict'],
  ['ssh: connect to host 10.0.0.7 port 22: No route to host\r\n', 'no-route', 'conflict'],
  ['ssh: connect to host 10.0.0.7 port 22: Connection timed out\r\n', 'silent', 'conflict'],
  ['Connection timed out during banner exchange\r\n', 'silent', 'conflict'],
  ['ssh: Could not resolve hostname nope: Name or service not known\r\n', 'name', 'conflict'],
  ['root@10.0.0.7: Permission denied (publickey).\r\n', 'key-refused', 'forbidden'],
  [
    '@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\nHost key verification failed.\r\n',
    'key-changed',
    'forbidden',
  ],
  ['Connection to 10.0.0.7 closed by remote host.\r\n', 'broken', 'unreachable'],
  ['client_loop: send disconnect: Broken pipe\r\n', 'broken', 'unreachable'],
  ['', 'broken', 'unreachable'],
])('%j is told in words', (stderr, kind, code) => {
  const refusal = readRefusal(stderr);
  expect(refusal.kind).toBe(kind);
  expect(refusalError(refusal, 'web-1')).toMatchObject({ code });
});
