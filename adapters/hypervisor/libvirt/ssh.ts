import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open, type Running } from '../../../src/exec.ts';
import type { Config } from './config.ts';

/** How the system's `ssh` is started for one host. */
export interface Ssh {
  /** Words before a remote line, on a connection of its own: for what stays open. */
  own(): readonly string[];
  /** The same through the shared connection where that stands: for what is short. */
  shared(): readonly string[];
  close(): void;
}

/** https://man.openbsd.org/ssh_config: nothing is asked, the host's key is known, a dead link is noticed. */
function sshWords(ssh: NonNullable<Config['ssh']>): string[] {
  return [
    ...['-T', '-o', 'BatchMode=yes', '-o', 'StrictHostKeyChecking=yes', '-o', 'ConnectTimeout=5'],
    ...['-o', 'ServerAliveInterval=5', '-o', 'ServerAliveCountMax=3', '-o', 'LogLevel=ERROR'],
    ...(ssh.config ? ['-F', ssh.config] : []),
    ...(ssh.knownHosts ? ['-o', `UserKnownHostsFile="${ssh.knownHosts}"`] : []),
    ...(ssh.identity ? ['-i', ssh.identity, '-o', 'IdentitiesOnly=yes'] : []),
    ...(ssh.port ? ['-p', String(ssh.port)] : []),
    ...(ssh.user ? ['-l', ssh.user] : []),
  ];
}

/**
 * A master connection saves each short command the handshake. Its remote `cat` ends with our standard input, so
 * when the bot is killed it goes too, once the acts that run through it are done.
 */
export function createSsh(ssh: NonNullable<Config['ssh']>): Ssh {
  const words = sshWords(ssh);
  const host = ['--', ssh.host];
  let master: { readonly child: Running; readonly directory: string } | undefined;

  function path(): string {
    master ??= startMaster();
    return join(master.directory, 's');
  }

  function startMaster() {
    // A socket's path holds 104 characters at most, so it cannot lie below the bot's own data.
    const directory = mkdtempSync(join(tmpdir(), 'nkh-'));
    const control = ['-o', 'ControlMaster=yes', '-o', 'ControlPersist=no'];
    const child = open('ssh', [...words, ...control, '-S', join(directory, 's'), ...host, 'cat']);
    void child.ended.then(() => {
      rmSync(directory, { recursive: true, force: true });
      if (master?.child === child) master = undefined;
    });
    child.stdin.on('error', () => {
      // Its end is what counts.
    });
    return { child, directory };
  }

  return {
    own: () => [...words, '-o', 'ControlPath=none', ...host],
    // ssh connects by itself while the socket is not there yet, or not any more.
    shared: () => [...words, '-o', 'ControlMaster=no', '-S', path(), ...host],
    close: () => master?.child.kill(),
  };
}
