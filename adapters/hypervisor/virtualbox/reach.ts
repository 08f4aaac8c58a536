import { type ExecResult, exec, open, type Running } from '../../../src/exec.ts';
import { unlessAborted } from '../../../src/flow/wait.ts';
import type { RemoteOs } from '../../../src/shell/login-shell.ts';
import { relayThrough, type SshSettings } from '../../../src/ssh.ts';
import type { Config } from './config.ts';
import { type HostFiles, localFiles } from './host-files.ts';
import { remembered } from './remembered.ts';
import { remoteFiles } from './remote-files.ts';
import { openWay, type Way } from './way.ts';

export interface OnceOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly input?: string | Uint8Array | undefined;
  /** True gives the output as bytes, one character each. */
  readonly bytes?: boolean | undefined;
  readonly maxChars?: number | undefined;
  /** On Windows: another script of ours that starts it, with words that this one gets between the line and the variables. */
  readonly by?: { readonly script: string; readonly words: readonly string[] } | undefined;
}

/** The ways a program is run where this VirtualBox is. */
export interface Reach {
  /** True where it is done over ssh. */
  readonly remote: boolean;
  /** VBoxManage with these words as its argv. */
  manage(words: readonly string[]): readonly string[];
  /** What runs on the host. */
  os(signal: AbortSignal): Promise<RemoteOs>;
  /** Runs a program of the host to its end. */
  run(argv: readonly string[], options: OnceOptions): Promise<ExecResult>;
  /** Starts one that is followed while it works. */
  open(argv: readonly string[]): Promise<Running>;
  /** On Windows: one of our scripts with words for it; gives what it wrote. */
  script: Way['script'];
  readonly files: HostFiles;
  /** A program that connects from this host to elsewhere; absent where the bot is there itself. */
  readonly relay?:
    | ((to: { readonly address: string; readonly port: number }) => readonly string[])
    | undefined;
  close(): void;
}

/**
 * In the C locale VBoxManage 7.2 ends with "RTR3Init: VERR_NO_TRANSLATION" as soon as one of its words is not ASCII;
 * in this one it speaks English too.
 */
const LOCALE = 'LC_ALL=C.UTF-8';

export function createReach(config: Config): Reach {
  const settings = [
    LOCALE,
    ...(config.userHome === undefined ? [] : [`VBOX_USER_HOME=${config.userHome}`]),
    ...(config.ipcSocketId === undefined ? [] : [`VBOX_IPC_SOCKETID=${config.ipcSocketId}`]),
  ];
  const manage: Reach['manage'] = (words) => ['env', ...settings, config.program, ...words];
  return config.ssh ? remote({ ...config, ssh: config.ssh }, manage) : local(manage);
}

function local(manage: Reach['manage']): Reach {
  return {
    remote: false,
    manage,
    os: async () => (process.platform === 'darwin' ? 'macos' : 'linux'),
    run: ([file = '', ...args], options) => exec(file, args, options),
    open: async ([file = '', ...args]) => open(file, args),
    script: () => Promise.reject(new TypeError('the bot itself does not run on Windows')),
    files: localFiles(),
    close() {
      // Nothing stays open here.
    },
  };
}

/** The first question finds out how the others are to be asked. */
function remote(
  { ssh, os }: Config & { readonly ssh: SshSettings },
  manage: Reach['manage'],
): Reach {
  let opened: Way | undefined;
  let closed = false;
  const way = remembered(async () => {
    opened = await openWay(ssh, os);
    if (closed) opened.close();
    return opened;
  });
  return {
    remote: true,
    manage,
    os: async (signal) => (await unlessAborted(way(), signal)).os,
    run: async (argv, options) => (await unlessAborted(way(), options.signal)).run(argv, options),
    open: async (argv) => (await way()).open(argv),
    script: async (text, words, signal) =>
      (await unlessAborted(way(), signal)).script(text, words, signal),
    files: remoteFiles(way),
    relay: (to) => relayThrough(ssh, to),
    close() {
      closed = true;
      opened?.close();
    },
  };
}
