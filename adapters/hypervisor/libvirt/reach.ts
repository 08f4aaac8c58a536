import { BotError } from '../../../src/errors.ts';
import { type ExecResult, exec, open, type Running } from '../../../src/exec.ts';
import { posixLine } from '../../../src/shell/quote.ts';
import { createSsh, relayThrough } from '../../../src/ssh.ts';
import type { SshSettings } from './config.ts';
import { packages } from './packages.ts';
import type { Way } from './way.ts';

export interface OnceOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

/** The ways a program is run where this libvirt is. */
export interface Reach {
  /** True where it is done over ssh. */
  readonly remote: boolean;
  /** False where libvirt alone is reached: then `virsh` runs beside the bot, and nothing runs on the host. */
  readonly hasShell: boolean;
  readonly packages?: Readonly<Record<string, string>>;
  /** `virsh` with these words as its argv. */
  virsh(words: readonly string[]): readonly string[];
  /** Runs a program of the host to its end. Throws `unsupported` where there is no shell, but for `virsh` itself. */
  run(argv: readonly string[], options: OnceOptions): Promise<ExecResult>;
  /** Starts one that stays for a single act. */
  open(argv: readonly string[]): Running;
  /** Starts one that stays for as long as the bot does. */
  openLane(argv: readonly string[]): Running;
  /** A program that connects from this libvirt's host to elsewhere; absent where the bot is there itself. */
  readonly relay?:
    | ((to: { readonly address: string; readonly port: number }) => readonly string[])
    | undefined;
  close(): void;
}

/** Neither the user's key bindings nor a history file: what we send is nobody's to keep. */
const quiet = { VIRSH_HISTSIZE: '0', INPUTRC: '/dev/null', TERM: 'dumb', LC_ALL: 'C' };

export function createReach({ uri, ssh, hasShell }: Way): Reach {
  const virsh = (words: readonly string[]) => ['virsh', '-c', uri, ...words];
  return ssh ? remote(ssh, virsh) : local(virsh, hasShell);
}

function local(virsh: Reach['virsh'], hasShell: boolean): Reach {
  const start: Reach['open'] = ([file = '', ...args]) => open(file, args, quiet);
  return {
    remote: false,
    hasShell,
    packages,
    virsh,
    async run(argv, options) {
      // It would run beside the bot, on another machine than the one it was meant for.
      if (!hasShell && !runsVirsh(argv, virsh([]))) throw noShell(argv);
      const [file = '', ...args] = argv;
      return exec(file, args, { ...options, env: quiet });
    },
    open: start,
    openLane: start,
    close() {
      // Nothing stays open here.
    },
  };
}

/** True for virsh itself, and for a script of ours around it: our words follow it. */
function runsVirsh(argv: readonly string[], virsh: readonly string[]): boolean {
  const at = argv.indexOf('virsh');
  return at >= 0 && virsh.every((word, index) => argv[at + index] === word);
}

function noShell([program = '']: readonly string[]): BotError {
  return new BotError('unsupported', `${program} cannot be run on the host of this site`, {
    hint: 'Its uri leads to libvirt alone. Reach the host over ssh, with `ssh:` in the configuration.',
  });
}

function remote(settings: SshSettings, virsh: Reach['virsh']): Reach {
  const ssh = createSsh(settings);
  return {
    remote: true,
    hasShell: true,
    packages,
    virsh,
    run: (argv, options) => exec('ssh', [...ssh.shared(), remoteLine(argv)], options),
    open: (argv) => open('ssh', [...ssh.shared(), remoteLine(argv)]),
    openLane: (argv) => open('ssh', [...ssh.own(), remoteLine(argv)]),
    relay: (to) => relayThrough(settings, to),
    close: () => ssh.close(),
  };
}

function remoteLine(argv: readonly string[]): string {
  const settings = Object.entries(quiet).map(([name, value]) => `${name}=${value}`);
  return `exec ${posixLine(['env', ...settings, ...argv])}`;
}
