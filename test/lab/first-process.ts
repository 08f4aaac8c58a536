import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { programPath, until } from './run.ts';

/**
 * The first process of a lab host, in namespaces of its own; the kernel ends the whole host with it. It is a script
 * that is given the host's directory as its first word, and writes its number into `pid` there once the host stands.
 */
export interface FirstProcess {
  readonly script: string;
  readonly directory: string;
}

export interface StartFirst extends FirstProcess {
  /** What the script is given behind its directory; the first of it is the host's name. */
  readonly words: readonly string[];
  readonly signal: AbortSignal;
}

/** Starts it and waits until the host stands. What it says goes to `log/host.log`. See unshare(1). */
export async function startFirst(options: StartFirst): Promise<void> {
  const { script, directory, words, signal } = options;
  const log = openSync(join(directory, 'log', 'host.log'), 'a', 0o600);
  const namespaces = ['--mount', '--uts', '--net', '--pid', '--fork', '--propagation', 'private'];
  const child = spawn('unshare', [...namespaces, script, directory, ...words], {
    detached: true,
    stdio: ['ignore', log, log],
    env: { PATH: programPath, LC_ALL: 'C' },
  });
  closeSync(log);
  const ended = new AbortController();
  const end = () => ended.abort(new Error(`${words[0]} ended while it was starting`));
  child.once('exit', end).once('error', end);
  child.unref();
  await until(() => existsSync(join(directory, 'pid')) || undefined, {
    signal: AbortSignal.any([signal, ended.signal]),
    timeoutMs: 60_000,
    what: `${words[0]} did not start`,
  });
}

/** Ends the host with everything on it; does nothing when it is not running. */
export async function endFirst(first: FirstProcess): Promise<void> {
  const ended = () => {
    // Asked anew each time: a starter that was killed may have begun the first process already.
    const left = processesOf(first);
    for (const pid of left) kill(pid);
    return left.length === 0 || undefined;
  };
  await until(ended, {
    signal: AbortSignal.timeout(120_000),
    timeoutMs: 90_000,
    what: `the processes of ${first.directory} do not end`,
  });
}

export function firstIsUp(first: FirstProcess): boolean {
  return processesOf(first).length > 0;
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself in between.
  }
}

/** The first process and its starter, known by their exact command line. */
function processesOf({ script, directory }: FirstProcess): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((entry) => {
      const words = commandLine(entry);
      const at = words.indexOf(script);
      return at >= 0 && words[at + 1] === directory;
    })
    .map(Number);
}

function commandLine(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
