import { type ExecResult, exec, open, type Running } from '../../../src/exec.ts';
import { posixLine } from '../../../src/quote.ts';
import type { Config } from './config.ts';
import { createSsh } from './ssh.ts';

export interface OnceOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

/** The ways a program is run where this libvirt is. */
export interface Reach {
  readonly remote: boolean;
  /** `virsh` with these words as its argv. */
  virsh(words: readonly string[]): readonly string[];
  /** Runs to its end. */
  run(argv: readonly string[], options: OnceOptions): Promise<ExecResult>;
  /** Starts one that stays for a single act. */
  open(argv: readonly string[]): Running;
  /** Starts one that stays for as long as the bot does. */
  openLane(argv: readonly string[]): Running;
  close(): void;
}

/** Neither the user's key bindings nor a history file: what we send is nobody's to keep. */
const quiet = { VIRSH_HISTSIZE: '0', INPUTRC: '/dev/null', TERM: 'dumb', LC_ALL: 'C' };

export function createReach(config: Config): Reach {
  const virsh = (words: readonly string[]) => ['virsh', '-c', config.uri, ...words];
  return config.ssh ? remote(config.ssh, virsh) : local(virsh);
}

function local(virsh: Reach['virsh']): Reach {
  const start: Reach['open'] = ([file = '', ...args]) => open(file, args, quiet);
  return {
    remote: false,
    virsh,
    run: ([file = '', ...args], options) => exec(file, args, { ...options, env: quiet }),
    open: start,
    openLane: start,
    close() {
      // Nothing stays open here.
    },
  };
}

function remote(settings: NonNullable<Config['ssh']>, virsh: Reach['virsh']): Reach {
  const ssh = createSsh(settings);
  return {
    remote: true,
    virsh,
    run: (argv, options) => exec('ssh', [...ssh.shared(), remoteLine(argv)], options),
    open: (argv) => open('ssh', [...ssh.shared(), remoteLine(argv)]),
    openLane: (argv) => open('ssh', [...ssh.own(), remoteLine(argv)]),
    close: () => ssh.close(),
  };
}

function remoteLine(argv: readonly string[]): string {
  const settings = Object.entries(quiet).map(([name, value]) => `${name}=${value}`);
  return `exec ${posixLine(['env', ...settings, ...argv])}`;
}
