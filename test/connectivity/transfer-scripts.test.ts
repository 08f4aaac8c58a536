import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { hashIn, readReceived, readState } from '../../src/connectivity/transfer-output.ts';
import { choosePair } from '../../src/connectivity/transfer-pair.ts';
import {
  receiveScript,
  sendScript,
  stateScript,
  stopScript,
  toolsScript,
} from '../../src/connectivity/transfer-scripts.ts';
import { exec } from '../../src/exec.ts';
import { freePort } from '../fixtures/free-port.ts';

const { signal } = new AbortController();

async function sh(script: string, ...args: readonly (string | number)[]): Promise<string> {
  const words = ['-c', script, 'sh', ...args.map(String)];
  return (await exec('/bin/sh', words, { signal, timeoutMs: 60_000 })).stdout;
}

async function listening(mark: string, port: number): Promise<void> {
  const state = async () => readState(await sh(stateScript, mark, port)).listening;
  await expect.poll(state, { timeout: 30_000, interval: 50 }).toBe(true);
}

const tools = existsSync('/proc/self/environ') ? (await sh(toolsScript)).split('\n') : [];
const BYTES = 1_000_001;

describe.each(['127.0.0.1', '::1'])('over %s', (address) => {
  const pair = choosePair({ there: tools, here: tools, address });
  const family = address.includes(':') ? 6 : 4;

  test.runIf(pair)('what was sent arrives, is counted and hashed, and nothing stays', async () => {
    const { listener, sender } = pair ?? expect.unreachable();
    const [mark, port] = [randomUUID(), await freePort()];
    const came = sh(receiveScript, mark, port, 50, listener, family);
    await listening(mark, port);
    const sent = await sh(sendScript, mark, port, 50, sender, family, BYTES, address);
    expect(readReceived(await came)).toMatchObject({ bytes: BYTES, sha256: hashIn(sent) });
    expect(await sh(stopScript, mark)).toBe('left 0\n');
  });

  test.runIf(pair)('a receiver that nobody sends to is found by its mark and ended', async () => {
    const { listener } = pair ?? expect.unreachable();
    const [mark, port] = [randomUUID(), await freePort()];
    const came = sh(receiveScript, mark, port, 50, listener, family);
    await listening(mark, port);
    expect(await sh(stopScript, mark)).toBe('left 0\n');
    expect(readReceived(await came)).toBeUndefined();
    expect(readState(await sh(stateScript, mark, port))).toMatchObject({
      listening: false,
      processes: 0,
    });
  });
});

const all = ['python3', 'socat', 'ncat', 'nc-openbsd', 'nc-traditional', 'nc-busybox', 'bash'];

test.each([
  [all, all, '10.0.0.1', { listener: 'python3', sender: 'python3' }],
  [['nc-busybox'], ['bash', 'python3'], '10.0.0.1', { listener: 'nc-busybox', sender: 'python3' }],
  // bash cannot listen, the traditional netcat knows no IPv6 and ends too early before ncat.
  [['bash'], all, '10.0.0.1', undefined],
  [['nc-traditional'], all, 'fd00::1', undefined],
  [['ncat'], ['nc-traditional'], '10.0.0.1', undefined],
  [['ncat'], ['nc-traditional', 'bash'], '10.0.0.1', { listener: 'ncat', sender: 'bash' }],
])('to %j from %j at %s', (there, here, address, pair) => {
  expect(choosePair({ there, here, address })).toEqual(pair);
});
