import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exec } from '../../../src/exec.ts';
import { createSshChannel } from '../../../src/guest/ssh/channel.ts';
import { ownKey } from '../../../src/guest/ssh/key.ts';
import { meetGuest } from '../../../src/guest/ssh/meet.ts';
import { createShells } from '../../../src/guest/ssh/shell.ts';
import type { GuestAddress, GuestWay } from '../../../src/guest/ssh/way.ts';
import type { Machine } from '../../../src/hypervisor.ts';
import { freePort } from '../../fixtures/free-port.ts';

const { signal } = new AbortController();

export const machine: Machine = {
  site: 'loop',
  host: 'here',
  id: '1',
  birth: 'b1',
  name: 'guest-1',
  kind: 'vm',
  state: 'running',
  tags: [],
};

/** A real sshd on loopback that lets the bot's key in, and a `date` that leaves this machine's clock alone. */
export async function openSshd() {
  const directory = await mkdtemp(join(tmpdir(), 'nakhoda-sshd-'));
  const keys = join(directory, 'keys');
  const { publicKey } = await ownKey(keys, signal);
  const port = await freePort();
  await mkdir(join(directory, 'bin'));
  await writeFile(
    join(directory, 'bin', 'date'),
    '#!/bin/sh\n[ "$1" = -s ] || exec /bin/date "$@"\n',
    { mode: 0o755 },
  );
  await letIn(`${publicKey}\n`);
  // Only the folder; what it wants of it is that nobody else can write there.
  await mkdir('/run/sshd', { recursive: true, mode: 0o755 });
  let child = await start();

  function letIn(line: string): Promise<void> {
    return writeFile(join(directory, 'authorized_keys'), line, { mode: 0o600 });
  }

  async function start() {
    const key = join(directory, 'host_key');
    await rm(key, { force: true });
    const words = ['-q', '-t', 'ed25519', '-N', '', '-f', key];
    await exec('ssh-keygen', words, { signal, timeoutMs: 10_000 });
    const settings = join(directory, 'sshd_config');
    await writeFile(settings, sshdSettings(directory, port));
    const begun = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', settings], { stdio: 'pipe' });
    await once(begun.stderr, 'data');
    return begun;
  }

  const to: GuestAddress = { user: 'root', address: '127.0.0.1', port, viaHost: false };
  const met = await meetGuest({ ...to, name: machine.name }, { directory: keys, signal });
  const way: GuestWay = { ...to, hostKey: met.hostKey, publicKey };
  /** A channel as another bot would have it: with connections of its own. */
  const open = (over: GuestWay = way) => {
    const shells = createShells(keys);
    const channel = createSshChannel(
      { shells, relay: undefined, publicKey: async () => publicKey },
      over,
    );
    return { channel, close: shells.close };
  };
  return {
    directory,
    keys,
    way,
    met,
    open,
    letIn,
    hostKey: () => readFile(join(directory, 'host_key.pub'), 'utf8'),
    /** Starts it again with another host key. */
    async renew() {
      child.kill();
      await once(child, 'exit');
      child = await start();
    },
    async close() {
      child.kill();
      await once(child, 'exit');
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function sshdSettings(directory: string, port: number): string {
  return [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${directory}/host_key`,
    `AuthorizedKeysFile ${directory}/authorized_keys`,
    'StrictModes no',
    'UsePAM no',
    'PermitRootLogin yes',
    'PasswordAuthentication no',
    // Not the start-up files of whoever runs the tests.
    `SetEnv PATH=${directory}/bin:/usr/bin:/bin HOME=${directory}`,
    'PidFile none',
    '',
  ].join('\n');
}
