import { type ExecResult, exec, open, type Running } from '../../../src/exec.ts';
import { posixLine } from '../../../src/quote.ts';
import type { Config } from './config.ts';

export interface OnceOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

/** The two ways a program is run where this libvirt is: once to its end, or left open for more. */
export interface Reach {
  readonly remote: boolean;
  /** `virsh` with these words as its argv. */
  virsh(words: readonly string[]): readonly string[];
  run(argv: readonly string[], options: OnceOptions): Promise<ExecResult>;
  open(argv: readonly string[]): Running;
}

/** Neither the user's key bindings nor a history file: what we send is nobody's to keep. */
const quiet = { VIRSH_HISTSIZE: '0', INPUTRC: '/dev/null', TERM: 'dumb', LC_ALL: 'C' };

export function createReach({ uri, ssh }: Config): Reach {
  const virsh = (words: readonly string[]) => ['virsh', '-c', uri, ...words];
  if (!ssh) {
    return {
      remote: false,
      virsh,
      run: ([file = '', ...args], options) => exec(file, args, { ...options, env: quiet }),
      open: ([file = '', ...args]) => open(file, args, quiet),
    };
  }
  const there = [...sshOptions(ssh), '--', ssh.host];
  return {
    remote: true,
    virsh,
    run: (argv, options) => exec('ssh', [...there, remoteLine(argv)], options),
    open: (argv) => open('ssh', [...there, remoteLine(argv)]),
  };
}

function remoteLine(argv: readonly string[]): string {
  const settings = Object.entries(quiet).map(([name, value]) => `${name}=${value}`);
  return `exec ${posixLine(['env', ...settings, ...argv])}`;
}

/** https://man.openbsd.org/ssh_config: nothing is asked, the host's key is known, a dead link is noticed. */
function sshOptions(ssh: NonNullable<Config['ssh']>): string[] {
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
