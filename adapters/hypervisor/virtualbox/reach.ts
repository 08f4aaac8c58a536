import { type ExecResult, exec, open, type Running } from '../../../src/exec.ts';
import { posixLine } from '../../../src/quote.ts';
import { createSsh, relayThrough } from '../../../src/ssh.ts';
import type { Config } from './config.ts';
import { type HostFiles, localFiles, remoteFiles } from './host-files.ts';

export interface OnceOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly input?: string | Uint8Array | undefined;
  /** True gives the output as bytes, one character each. */
  readonly bytes?: boolean | undefined;
  readonly maxChars?: number | undefined;
}

/** The ways a program is run where this VirtualBox is. */
export interface Reach {
  /** True where it is done over ssh. */
  readonly remote: boolean;
  /** VBoxManage with these words as its argv. */
  manage(words: readonly string[]): readonly string[];
  /** Runs a program of the host to its end. */
  run(argv: readonly string[], options: OnceOptions): Promise<ExecResult>;
  /** Starts one that is followed while it works. */
  open(argv: readonly string[]): Running;
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
  return config.ssh ? remote(config.ssh, manage) : local(manage);
}

function local(manage: Reach['manage']): Reach {
  return {
    remote: false,
    manage,
    run: ([file = '', ...args], options) => exec(file, args, options),
    open: ([file = '', ...args]) => open(file, args),
    files: localFiles(),
    close() {
      // Nothing stays open here.
    },
  };
}

function remote(settings: NonNullable<Config['ssh']>, manage: Reach['manage']): Reach {
  const ssh = createSsh(settings);
  const words = (argv: readonly string[]) => [...ssh.shared(), `exec ${posixLine(argv)}`];
  const run: Reach['run'] = (argv, options) => exec('ssh', words(argv), options);
  return {
    remote: true,
    manage,
    run,
    open: (argv) => open('ssh', words(argv)),
    files: remoteFiles(run),
    relay: (to) => relayThrough(settings, to),
    close: () => ssh.close(),
  };
}
