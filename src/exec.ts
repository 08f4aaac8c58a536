import { execa, type Options } from 'execa';
import { BotError } from './errors.ts';

export interface ExecOptions {
  readonly signal: AbortSignal;
  /** Milliseconds until the whole process tree is killed and `timeout` is thrown. */
  readonly timeoutMs: number;
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Written to standard input, which is then closed. Empty input when absent. */
  readonly input?: string | Uint8Array | undefined;
  readonly cwd?: string | undefined;
  /** Another user to run as; only root may. */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  /** True gives the output as bytes: one character each, U+0000 to U+00FF. */
  readonly bytes?: boolean | undefined;
  /** Output beyond this is an error. */
  readonly maxChars?: number | undefined;
  /** Called for every line of standard output as it arrives. */
  onLine?(line: string): void;
}

export interface ExecResult {
  /** Absent when a signal ended the process. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process that stays: its streams, its end, and a kill that takes its children with it. */
export interface Running {
  readonly pid: number | undefined;
  readonly stdin: NodeJS.WritableStream;
  readonly stdout: NodeJS.ReadableStream;
  readonly stderr: NodeJS.ReadableStream;
  /** Fulfils when the process has ended and its streams are closed; never rejects. */
  readonly ended: Promise<{ readonly exitCode: number | undefined; readonly missing: boolean }>;
  kill(): void;
}

/** What a child may see of our environment: enough to find programs and keys, no secret of ours. */
const inherited = ['PATH', 'HOME', 'USER', 'LOGNAME', 'SSH_AUTH_SOCK', 'XDG_RUNTIME_DIR', 'TMPDIR'];

/** A hypervisor's answer for thousands of machines is a few megabytes. */
const MAX_OUTPUT_CHARS = 64 * 1024 * 1024;

/**
 * Runs a program to its end: no shell, C locale, a minimal environment, a deadline, its tree killed with it.
 * A non-zero exit is a result, not an error. Throws `unsupported` for a program that cannot be started, `timeout`,
 * `failed` for endless output, `invalid` for an argument with a NUL, and the signal's own reason when aborted.
 */
export async function exec(
  file: string,
  args: readonly string[],
  options: ExecOptions,
): Promise<ExecResult> {
  options.signal.throwIfAborted();
  refuseNul(args);
  const child = execa(file, args, {
    ...base(options.env),
    input: options.input ?? '',
    reject: false,
    maxBuffer: options.maxChars ?? MAX_OUTPUT_CHARS,
    encoding: options.bytes ? 'latin1' : 'utf8',
    ...(options.cwd !== undefined && { cwd: options.cwd }),
    ...(options.user && { uid: options.user.uid, gid: options.user.gid }),
  });
  const deadline = AbortSignal.timeout(options.timeoutMs);
  const stop = AbortSignal.any([options.signal, deadline]);
  const kill = () => {
    killTree(child);
    // A descendant that made a session of its own outlives the group; nobody waits for what it holds open.
    child.stdout.destroy();
    child.stderr.destroy();
  };
  stop.addEventListener('abort', kill, { once: true });
  try {
    if (options.onLine) await readLines(child, options.onLine, kill);
    const result = await child;
    options.signal.throwIfAborted();
    if (deadline.aborted) throw new BotError('timeout', `${file} did not answer in time`);
    if (result.code === 'ENOENT') throw missing(file);
    if (child.pid === undefined) {
      throw new BotError('unsupported', `${file} could not be started: ${result.code}`);
    }
    if (result.isMaxBuffer) throw new BotError('failed', `${file} wrote more than can be read`);
    return { exitCode: result.exitCode, stdout: result.stdout, stderr: result.stderr };
  } finally {
    stop.removeEventListener('abort', kill);
  }
}

/** A reader that throws ends the process too. What the process itself came to, its result tells. */
async function readLines(
  lines: AsyncIterable<unknown>,
  onLine: (line: string) => void,
  kill: () => void,
): Promise<void> {
  let refused: { readonly error: unknown } | undefined;
  try {
    for await (const line of lines) {
      try {
        onLine(String(line));
      } catch (error) {
        refused = { error };
        kill();
        break;
      }
    }
  } catch {
    // The stream was cut off by the kill.
  }
  if (refused) throw refused.error;
}

function refuseNul(args: readonly string[]): void {
  if (!args.some((arg) => arg.includes('\0'))) return;
  throw new BotError('invalid', 'A program cannot be given the character U+0000');
}

/** Starts a program that stays open for many questions; the caller reads and writes its streams. */
export function open(
  file: string,
  args: readonly string[],
  env?: Readonly<Record<string, string>>,
): Running {
  const child = execa(file, args, {
    ...base(env),
    stdin: 'pipe',
    reject: false,
    buffer: false,
    encoding: 'utf8',
  });
  const ended = child.then((result) => ({
    exitCode: result.exitCode,
    missing: result.code === 'ENOENT',
  }));
  return {
    pid: child.pid,
    stdin: child.stdin,
    stdout: child.stdout,
    stderr: child.stderr,
    ended,
    kill: () => killTree(child),
  };
}

export function missing(file: string): BotError {
  return new BotError('unsupported', `${file} is not installed where the bot runs`, {
    hint: `Install the package that brings ${file}, then try again.`,
  });
}

function base(env: Readonly<Record<string, string>> = {}) {
  const kept = inherited.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    extendEnv: false,
    env: { ...Object.fromEntries(kept), ...env, LC_ALL: 'C' },
    // Its own process group, so that one signal reaches the children of its children too.
    detached: true,
    cleanup: true,
    stripFinalNewline: false,
    maxBuffer: MAX_OUTPUT_CHARS,
  } as const satisfies Options;
}

interface Killable {
  readonly pid?: number | undefined;
  kill(signal: 'SIGKILL'): boolean;
}

function killTree(child: Killable): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}
