import type { ExecResult } from '../../../src/exec.ts';
import { byPath, type HostFiles } from './host-files.ts';

type Run = (
  argv: readonly string[],
  options: { readonly signal: AbortSignal; readonly timeoutMs: number; readonly input?: string },
) => Promise<ExecResult>;

/** Milliseconds for a look at some hundred files. */
const LIMIT = 8_000;

/** The names go over standard input: a line of ssh holds 128 KiB at most (MAX_ARG_STRLEN of execve(2)). */
export function posixFiles(run: Run, os: 'linux' | 'macos'): HostFiles {
  const ask = async (script: string, paths: readonly string[], signal: AbortSignal) => {
    const input = paths.map((path) => `${path}\0`).join('');
    const { stdout } = await run(['sh', '-c', script], { signal, timeoutMs: LIMIT, input });
    return stdout;
  };
  return {
    async stamps(paths, signal) {
      const said = await ask(stampScripts[os], paths, signal);
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
    held: async () => false,
  };
}

/**
 * Time and names end with a NUL. Files that are not there are told on standard error alone: stat(1) of GNU; the one of
 * BSD has no NUL to write, and its date(1) whole seconds, so that a file of the same second counts as new.
 */
const stampScripts = {
  linux: `date +%s.%N | tr '\\n' '\\0'; xargs -0 stat --printf '%n\\0%.9Y\\0%s\\0' --`,
  macos: `date +%s | tr '\\n' '\\0'; xargs -0 sh -c 'for f do s=$(stat -f "%Fm %z" -- "$f") && printf "%s\\0%s\\0%s\\0" "$f" "\${s% *}" "\${s#* }"; done' sh`,
} as const;

/** A line for each file: a text of any kind has none of its own in base64. */
const readScript = `xargs -0 sh -c 'for f do if [ -r "$f" ]; then base64 <"$f" | tr -d "\\n"; echo; else echo -; fi; done' sh`;
