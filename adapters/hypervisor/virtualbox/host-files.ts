import { readFile, stat } from 'node:fs/promises';
import type { ExecResult } from '../../../src/exec.ts';

/** The files of the host that VirtualBox is on, as far as the adapter looks at them itself. */
export interface HostFiles {
  /** When each was last changed and how large it is, and what time it is there now; one that cannot be seen is left out. */
  stamps(paths: readonly string[], signal: AbortSignal): Promise<Stamps>;
  /** The whole text of each; one that cannot be read is left out. */
  read(paths: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, string>>;
}

export interface Stamps {
  /** Milliseconds since the epoch, by the host's own clock. */
  readonly now: number;
  readonly changedAt: ReadonlyMap<string, number>;
  readonly bytes: ReadonlyMap<string, number>;
}

export function localFiles(): HostFiles {
  return {
    async stamps(paths, signal) {
      signal.throwIfAborted();
      const found = await Promise.all(
        paths.map(async (path) => {
          const seen = await stat(path).catch(() => undefined);
          return seen === undefined ? [] : [{ path, changedAt: seen.mtimeMs, bytes: seen.size }];
        }),
      );
      return { now: Date.now(), ...byPath(found.flat()) };
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

interface Seen {
  readonly path: string;
  readonly changedAt: number;
  readonly bytes: number;
}

function byPath(seen: readonly Seen[]): Pick<Stamps, 'changedAt' | 'bytes'> {
  return {
    changedAt: new Map(seen.map(({ path, changedAt }) => [path, changedAt])),
    bytes: new Map(seen.map(({ path, bytes }) => [path, bytes])),
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
      const [now = '', ...words] = said.split('\0');
      const found = words.flatMap((path, at) => {
        const [seconds, bytes] = [words[at + 1], words[at + 2]];
        if (at % 3 !== 0 || seconds === undefined || bytes === undefined) return [];
        return [{ path, changedAt: Number(seconds) * 1000, bytes: Number(bytes) }];
      });
      return { now: Number(now) * 1000, ...byPath(found) };
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
const stampScript = `date +%s.%N | tr '\\n' '\\0'; xargs -0 stat --printf '%n\\0%.9Y\\0%s\\0' --`;

/** A line for each file: a text of any kind has none of its own in base64. */
const readScript = `xargs -0 sh -c 'for f do if [ -r "$f" ]; then base64 <"$f" | tr -d "\\n"; echo; else echo -; fi; done' sh`;
