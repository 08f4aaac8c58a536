import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, vi } from 'vitest';
import { onGlass } from './glass.ts';

const session = fileURLToPath(new URL('session.ts', import.meta.url));

/** util-linux's `script` makes a real terminal; other systems' take other words. */
export const hasScript = /util-linux/.test(
  spawnSync('script', ['--version']).stdout?.toString() ?? '',
);

export interface Pty {
  keys(typed: string): void;
  raw(): string;
  seen(): string;
  /** Waits until the screen shows it. */
  sees(text: string | RegExp): Promise<void>;
  readonly exit: Promise<number | null>;
  kill(): void;
}

/** The session program on a terminal of 80 columns. */
export function openPty(words: readonly string[], env: NodeJS.ProcessEnv = {}): Pty {
  return openProgram([process.execPath, session, ...words], { env });
}

/** Any program on a terminal of its own. */
export function openProgram(
  argv: readonly string[],
  options: { env?: NodeJS.ProcessEnv; cwd?: string; columns?: number; patienceMs?: number } = {},
): Pty {
  const { env, cwd, columns = 80, patienceMs = 40_000 } = options;
  const command = `exec ${argv.map(quote).join(' ')}`;
  const child = spawn('script', ['-qec', `stty cols ${columns} rows 24; ${command}`, '/dev/null'], {
    cwd,
    env: { PATH: process.env['PATH'], SHELL: '/bin/sh', TERM: 'xterm', NO_COLOR: '1', ...env },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let bytes = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    bytes += chunk;
  });
  child.stdin.on('error', () => {});
  const seen = (): string => onGlass(bytes);
  return {
    keys: (typed) => void child.stdin.write(typed),
    raw: () => bytes,
    seen,
    sees: (text) =>
      vi.waitFor(() => expect(seen()).toMatch(text), { timeout: patienceMs, interval: 20 }),
    exit: new Promise((resolve) => child.on('close', resolve)),
    kill: () => void child.kill('SIGKILL'),
  };
}

/** The session program with a pipe for input and output. */
export function runPiped(words: readonly string[], input: string) {
  const done = spawnSync(process.execPath, [session, ...words], { input, encoding: 'utf8' });
  return { code: done.status, output: done.stdout, notes: done.stderr };
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
