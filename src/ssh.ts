import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open, type Running } from './exec.ts';
import { posixLine } from './shell/quote.ts';

/** Where an ssh goes, and with what. */
export interface SshSettings {
  readonly host: string;
  readonly port?: number | undefined;
  readonly user?: string | undefined;
  readonly identity?: string | undefined;
  readonly knownHosts?: string | undefined;
  /** An ssh_config file, for everything else. */
  readonly config?: string | undefined;
  /** The name its key is pinned under in `knownHosts`, whatever its address is. */
  readonly alias?: string | undefined;
  /** A program whose standard input and output are the connection, in place of one of our own. */
  readonly relay?: readonly string[] | undefined;
  /** Seconds to connect within, 5 when absent. */
  readonly connectSeconds?: number | undefined;
}

/** How the system's `ssh` is started for one host. */
export interface Ssh {
  /** Words before a remote line, on a connection of its own: for what stays open. */
  own(): readonly string[];
  /** The same through the shared connection where that stands: for what is short. */
  shared(): readonly string[];
  close(): void;
}

/** https://man.openbsd.org/ssh_config: nothing is asked, the host's key is known, a dead link is noticed. */
export function sshWords(ssh: SshSettings): string[] {
  return [
    ...['-T', '-o', 'BatchMode=yes', '-o', 'StrictHostKeyChecking=yes'],
    ...['-o', `ConnectTimeout=${ssh.connectSeconds ?? 5}`],
    ...['-o', 'ServerAliveInterval=5', '-o', 'ServerAliveCountMax=3', '-o', 'LogLevel=ERROR'],
    ...(ssh.config ? ['-F', ssh.config] : []),
    ...(ssh.knownHosts ? ['-o', `UserKnownHostsFile="${ssh.knownHosts}"`] : []),
    ...(ssh.alias ? aliasWords(ssh.alias) : []),
    ...(ssh.identity ? ['-i', ssh.identity, '-o', 'IdentitiesOnly=yes'] : []),
    ...(ssh.relay ? ['-o', `ProxyCommand=${proxyCommand(ssh.relay)}`] : []),
    ...(ssh.port ? ['-p', String(ssh.port)] : []),
    ...(ssh.user ? ['-l', ssh.user] : []),
  ];
}

/** Nothing that the system knows of other hosts says anything about a name of our own. */
function aliasWords(alias: string): string[] {
  const words = [`HostKeyAlias=${alias}`, 'CheckHostIP=no', 'GlobalKnownHostsFile=/dev/null'];
  return words.flatMap((word) => ['-o', word]);
}

/** ssh hands it to the user's shell, after it has put its own words in for `%h` and the like. */
function proxyCommand(argv: readonly string[]): string {
  return posixLine(argv).replaceAll('%', '%%');
}

/** A program whose standard input and output are a connection from that host to another address. */
export function relayThrough(
  ssh: SshSettings,
  to: { readonly address: string; readonly port: number },
): readonly string[] {
  const address = to.address.includes(':') ? `[${to.address}]` : to.address;
  const words = [...sshWords(ssh), '-o', 'ControlPath=none'];
  return ['ssh', ...words, '-W', `${address}:${to.port}`, '--', ssh.host];
}

/** A socket's path holds 104 bytes at most, so it cannot lie below the bot's own data. */
const MAX_SOCKET = 103;

/** Where a socket's path fits, also under the longer name that ssh gives it first, and means nothing to ssh. */
function shortTmpdir(): string {
  const usual = tmpdir();
  const bytes = Buffer.byteLength(join(usual, 'nkh-XXXXXX', 's.XXXXXXXXXXXXXXXX'));
  return bytes <= MAX_SOCKET && !/%|\$\{/.test(usual) ? usual : '/tmp';
}

/**
 * A master connection saves each short command the handshake. Its remote `cat` ends with our standard input, so
 * when the bot is killed it goes too, once the acts that run through it are done. Where there is no `cat`, `stay` is a
 * line that does the same.
 */
export function createSsh(ssh: SshSettings, stay = 'cat'): Ssh {
  const words = sshWords(ssh);
  const host = ['--', ssh.host];
  let master: { readonly child: Running; readonly directory: string } | undefined;

  function path(): string {
    master ??= startMaster();
    return join(master.directory, 's');
  }

  function startMaster() {
    const directory = mkdtempSync(join(shortTmpdir(), 'nkh-'));
    const control = ['-o', 'ControlMaster=yes', '-o', 'ControlPersist=no'];
    const child = open('ssh', [...words, ...control, '-S', join(directory, 's'), ...host, stay]);
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
