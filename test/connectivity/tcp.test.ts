import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sender } from '../../src/connectivity/ping-sender.ts';
import { isOpen, portCard } from '../../src/connectivity/port-card.ts';
import { connectTo, type PortAnswer, readAnswers } from '../../src/connectivity/tcp.ts';
import { BotError } from '../../src/errors.ts';
import { exec } from '../../src/exec.ts';
import { textOf } from '../commands/bench.ts';
import { never } from '../contracts/subject.ts';
import { freePort } from '../fixtures/free-port.ts';

function sending(run: Sender['run']): Sender {
  return { words: 'e1 on kvm-a', run, interfaces: async () => [] };
}

const here = sending(async ([file = '', ...args], timeoutMs) => {
  const { exitCode = 1, stdout, stderr } = await exec(file, args, { signal: never, timeoutMs });
  return { exitCode, stdout, stderr };
});

it('a real shell tells a port where something listens from one where nothing does', async () => {
  const server = createServer((socket) => socket.end());
  const open = await freePort();
  await new Promise<void>((done) => server.listen(open, '127.0.0.1', done));
  try {
    const refused = await freePort();
    const [first, second] = await connectTo(here, '127.0.0.1', [open, refused]);
    expect(first).toMatchObject({ port: open, outcome: 'open' });
    expect(first?.ms ?? 0).toBeGreaterThanOrEqual(0);
    expect(second).toEqual({ port: refused, outcome: 'refused' });
  } finally {
    server.close();
  }
});

describe('what a program complains of', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nakhoda-tcp-'));
    const program = `#!/bin/sh\nprintf '%s\\n' "$COMPLAINT" >&2\nexit 1\n`;
    await writeFile(join(folder, 'bash'), program, { mode: 0o755 });
  });
  afterAll(() => rm(folder, { recursive: true }));
  const complaining = (complaint: string) =>
    sending(async ([file = '', ...args], timeoutMs) => {
      const env = { PATH: `${folder}:${process.env['PATH']}`, COMPLAINT: complaint };
      const { exitCode = 1, ...said } = await exec(file, args, { signal: never, timeoutMs, env });
      return { exitCode, ...said };
    });

  // As bash, python3, netcat-openbsd, ncat, netcat-traditional and busybox say it on Debian 12.
  it.each([
    ['bash: connect: Connection refused', 'refused'],
    ['bash: connect: Network is unreachable', 'unrouted'],
    ['bash: line 1: connect: No route to host', 'unrouted'],
    ['bash: refused.invalid: Name or service not known', 'unnamed'],
    ['bash: web.lan: Temporary failure in name resolution', 'unnamed'],
    ['OSError: [Errno 101] Network is unreachable', 'unrouted'],
    ['nc: connect to 10.0.0.2 port 81 (tcp) failed: No route to host', 'unrouted'],
    ['nc: connect to refused.lan port 81 (tcp) timed out: Operation now in progress', 'silent'],
    ['nc: connect to resolver.lan port 81 (tcp) timed out: Operation now in progress', 'silent'],
    ['Ncat: Could not resolve hostname "x.lan": Name or service not known. QUITTING.', 'unnamed'],
    ['x.lan: forward host lookup failed: Unknown host', 'unnamed'],
    ["nc: bad address 'x.lan'", 'unnamed'],
    ["nc: can't connect to remote host (10.0.0.2): Connection refused", 'refused'],
    ['', 'silent'],
  ])('%j is %s', async (complaint, outcome) => {
    const answers = await connectTo(complaining(complaint), '10.0.0.2', [81]);
    expect(answers).toEqual([{ port: 81, outcome }]);
  });
});

describe('Windows', () => {
  const asked: (readonly string[])[] = [];
  const windows = sending(async (argv) => {
    if (argv[0] === '/bin/sh') throw new BotError('not-found', 'no such program');
    asked.push(argv);
    return { exitCode: 0, stdout: '443 open 1250\r\n22 refused\r\n80 silent\r\n', stderr: '' };
  });

  it('is asked by PowerShell, with nothing in its words but addresses and numbers', async () => {
    expect(await connectTo(windows, 'fe80::1%12', [443, 22, 80])).toEqual([
      { port: 443, outcome: 'open', ms: 1.25 },
      { port: 22, outcome: 'refused' },
      { port: 80, outcome: 'silent' },
    ]);
    expect(asked[0]?.[0]).toBe('powershell');
    expect(asked[0]?.at(-1)).toContain("ConnectAsync('fe80::1%12', $p)");
  });

  it.each(["10.0.0.1'; whoami; '", 'web-1', 'fe80::1%eth0'])('refuses %s', async (address) => {
    const before = asked.length;
    await expect(connectTo(windows, address, [443])).rejects.toMatchObject({ code: 'invalid' });
    expect(asked).toHaveLength(before);
  });
});

it.each([
  '',
  'bash: connect: hostile',
  '443 open 99999999999',
  '443 openly',
  '443 closed',
  '4430 open',
])('what is no answer about that port is none: %j', (stdout) => {
  expect(readAnswers(stdout, [443])).toEqual([]);
});

describe('the card', () => {
  const said = (...answers: readonly (PortAnswer | undefined)[]) => {
    const all = answers.map((answer, at) => ({ address: `10.0.0.${at + 1}`, answer }));
    const card = portCard({ sender: 'e1 on kvm-a', to: 'e2 on kvm-b', port: 443 }, all);
    return { ...card, text: textOf(card), open: isOpen(all) };
  };

  it.each([
    [{ port: 443, outcome: 'open', ms: 0.4 }, 'open, 0.40 ms', 'success', ''],
    [{ port: 443, outcome: 'open' }, 'open, time not told', 'success', ''],
    [{ port: 443, outcome: 'refused' }, 'refused', 'warning', 'Nothing listens on port 443'],
    [{ port: 443, outcome: 'silent' }, 'no answer', 'danger', 'a firewall drops it'],
    [{ port: 443, outcome: 'unrouted' }, 'no way there', 'danger', 'has no route there'],
    [{ port: 443, outcome: 'unnamed' }, 'its name is not known', 'danger', 'cannot look up'],
    [undefined, 'unknown', 'warning', 'has nothing that could connect'],
  ] as const)('says of %j: %s', (answer, words, tone, advice) => {
    const card = said(answer);
    expect(card.title).toBe(`e1 on kvm-a → e2 on kvm-b, TCP port 443: ${words}`);
    expect(card.tone).toBe(tone);
    expect(card.text).toContain(advice);
  });

  it('of two addresses is what the better one is', () => {
    const card = said({ port: 443, outcome: 'silent' }, { port: 443, outcome: 'open', ms: 12 });
    expect(card.title).toContain('open, 12 ms');
    expect(card.open).toBe(true);
  });
});
