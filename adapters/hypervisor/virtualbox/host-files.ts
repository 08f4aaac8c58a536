import { readFile, stat } from 'node:fs/promises';
import type { ExecResult } from '../../../src/exec.ts';

/** The files of the host that VirtualBox is on, as far as the adapter looks at them itself. */
export interface HostFiles {
  /** When each was last changed, and what time it is there now; one that cannot be seen is left out. */
  stamps(paths: readonly string[], signal: AbortSignal): Promise<Stamps>;
  /** The whole text of each; one that cannot be read is left out. */
  read(paths: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, string>>;
}

export interface Stamps {
  /** Milliseconds since the epoch, by the host's own clock. */
  readonly now: number;
  readonly changedAt: ReadonlyMap<string, number>;
}

export function localFiles(): HostFiles {
  return {
    async stamps(paths, signal) {
      signal.throwIfAborted();
      const found = await Promise.all(
        paths.map(async (path) => {
          const seen = await stat(path).catch(() => undefined);
          return seen === undefined ? [] : [[path, seen.mtimeMs] as const];
        }),
      );
      return { now: Date.now(), changedAt: new Map(found.flat()) };
    },
    async read(paths, signal) {
      signal.throwIfAborted();
      const found = await Promise.all(
        paths.map(async (path) => {
          const text = await readFile(path, 'utf8').catch(() => undefined);
          return text === undefined ? [] : [[path, text] as const];
        }),
      );
      return new Map(found.flat());
    },
  };
}

type Run = (
  argv: readonly string[],
  options: { readonly signal: AbortSignal; readonly timeoutMs: number; readonly input?: string },
) => Promise<ExecResult>;

/** Milliseconds for a look at some hundred files. */
const LIMIT = 8_000;

/** The names go over standard input: a line of ssh holds 128 KiB at most (MAX_ARG_STRLEN of execve(2)). */
export function remoteFiles(run: Run): HostFiles {
  const ask = async (script: string, paths: readonly string[], signal: AbortSignal) => {
    const input = paths.map((path) => `${path}\0`).join('');
    const { stdout } = await run(['sh', '-c', script], { signal, timeoutMs: LIMIT, input });
    return stdout;
  };
  return {
    async stamps(paths, signal) {
      const said = await ask(stampScript, paths, signal);
      const [now = '', ...pairs] = said.split('\0');
      const changedAt = new Map<string, number>();
      for (let at = 0; at + 1 < pairs.length; at += 2) {
        changedAt.set(pairs[at] ?? '', Number(pairs[at + 1]) * 1000);
      }
      return { now: Number(now) * 1000, changedAt };
    },
    async read(paths, signal) {
      if (paths.length === 0) return new Map();
      const said = await ask(readScript, paths, signal);
      const lines = said.split('\n');
      return new Map(
        paths.flatMap((path, at) => {
          const line = lines[at] ?? '-';
          return line === '-' ? [] : [[path, Buffer.from(line, 'base64').toString()] as const];
        }),
      );
    },
  };
}

/** Time and names end with a NUL; see stat(1) of GNU. Files that are not there are told on standard error alone. */
const stampScript = `date +%s.%N | tr '\\n' '\\0'; xargs -0 stat --printf '%n\\0%.9Y\\0' --`;

/** A line for each file: a text of any kind has none of its own in base64. */
const readScript = `xargs -0 sh -c 'for f do if [ -r "$f" ]; then base64 <"$f" | tr -d "\\n"; echo; else echo -; fi; done' sh`;
