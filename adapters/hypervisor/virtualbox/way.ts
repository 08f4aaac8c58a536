import { BotError } from '../../../src/errors.ts';
import { type ExecResult, exec, open, type Running } from '../../../src/exec.ts';
import {
  type RemoteHost,
  type RemoteOs,
  remoteHostIn,
  shellQuestion,
} from '../../../src/shell/login-shell.ts';
import { posixLine } from '../../../src/shell/quote.ts';
import { createSsh, type Ssh, type SshSettings } from '../../../src/ssh.ts';
import { failure } from './failure.ts';
import type { OnceOptions } from './reach.ts';
import { createWindowsWay } from './windows/way.ts';

/** How programs are run on one host that is reached over ssh. */
export interface Way {
  readonly os: RemoteOs;
  run(argv: readonly string[], options: OnceOptions): Promise<ExecResult>;
  open(argv: readonly string[]): Promise<Running>;
  /** On Windows: a script of ours with its words; gives what it wrote, which is ASCII. */
  script(text: string, words: readonly string[], signal: AbortSignal): Promise<string>;
  close(): void;
}

/** Milliseconds for the first connection. */
const LIMIT = 15_000;

/** Finds out what the host is, unless the configuration has it. Throws `unreachable`, or `unsupported` for its shell. */
export async function openWay(settings: SshSettings, os: RemoteOs | undefined): Promise<Way> {
  const ssh = createSsh(settings);
  try {
    const host: RemoteHost =
      os === 'linux' || os === 'macos' ? { os, shell: 'posix' } : await askHost(ssh);
    if (host.os !== 'windows') return posixWay(ssh, host.os);
    ssh.close();
    return createWindowsWay(settings, host.shell);
  } catch (error) {
    ssh.close();
    throw error;
  }
}

async function askHost(ssh: Ssh): Promise<RemoteHost> {
  const { signal } = new AbortController();
  const answer = await exec('ssh', [...ssh.shared(), shellQuestion], { signal, timeoutMs: LIMIT });
  const host = remoteHostIn(answer.stdout);
  if (host) return host;
  if (answer.exitCode === 255) throw failure(answer);
  throw new BotError('unsupported', 'the shell that its ssh opens is none the bot speaks with', {
    hint: 'Give that user sh, bash or zsh there; cmd or PowerShell where it runs Windows.',
  });
}

function posixWay(ssh: Ssh, os: 'linux' | 'macos'): Way {
  const words = (argv: readonly string[]) => [
    ...ssh.shared(),
    `${searched(os)}exec ${posixLine(argv)}`,
  ];
  return {
    os,
    run: (argv, options) => exec('ssh', words(argv), options),
    open: async (argv) => open('ssh', words(argv)),
    script: () => Promise.reject(new TypeError('PowerShell is asked on Windows alone')),
    close: () => ssh.close(),
  };
}

/** The ssh of macOS gives a line /usr/bin:/bin:/usr/sbin:/sbin; the installer of VirtualBox links it into another. */
function searched(os: 'linux' | 'macos'): string {
  return os === 'macos' ? 'PATH="$PATH:/usr/local/bin" ' : '';
}
