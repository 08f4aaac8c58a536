import { BotError } from '../errors.ts';
import type { ExecResult } from '../exec.ts';
import { refusedBy, sshRefusals } from '../refusal-rules.ts';

/** A host of a site, on which programs can be run. */
export interface ScriptHost {
  run(
    argv: readonly string[],
    options: { readonly signal: AbortSignal; readonly timeoutMs: number },
  ): Promise<ExecResult>;
  /** The package that brings each program that may be missing there; the name of the program where it has none. */
  readonly packages?: Readonly<Record<string, string>> | undefined;
}

export interface ScriptOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs?: number | undefined;
}

/** Milliseconds for a script that only looks, makes or renames. */
const USUAL = 20_000;

/** Runs a POSIX script on the host; free text goes in `args` alone. Throws what its standard error says. */
export async function runScript(
  host: ScriptHost,
  [script, ...args]: readonly [string, ...string[]],
  { signal, timeoutMs = USUAL }: ScriptOptions,
): Promise<string> {
  const end = await host.run(['sh', '-c', script, 'sh', ...args], { signal, timeoutMs });
  if (end.exitCode === 0) return end.stdout;
  throw scriptError(end, host);
}

/** ssh's own failures end with 255, and a script that was killed has no code. */
function scriptError({ exitCode, stderr }: ExecResult, { packages }: ScriptHost): BotError {
  if (exitCode === 255) return sshError(stderr);
  if (exitCode === undefined) return new BotError('unreachable', 'a program on the host was ended');
  return hostRefusal(stderr, packages);
}

function sshError(stderr: string): BotError {
  const said = lastLine(stderr);
  const error = refusedBy(sshRefusals, {
    sentences: [said],
    said,
    name: 'the machine',
    silent: 'ssh failed without a word',
  });
  if (error.code !== 'failed') return error;
  return new BotError('unreachable', `the host does not answer: ${error.message}`);
}

/** Where Debian has those that are asked for everywhere; others call them nearly the same. */
const usualPackages: Readonly<Record<string, string>> = {
  setsid: 'util-linux',
  findmnt: 'util-linux',
  base64: 'coreutils',
  sha256sum: 'coreutils',
  stat: 'coreutils',
};

/** What programs of the host wrote on standard error, as an error for people. */
export function hostRefusal(
  stderr: string,
  packages: Readonly<Record<string, string>> = {},
): BotError {
  const said = lastLine(stderr);
  const [, absent] = /(?:^|: )([\w-]+): (?:command )?not found/.exec(stderr) ?? [];
  if (absent !== undefined) {
    return new BotError('unsupported', `${absent} is not installed on the host`, {
      hint: `Install the package ${packages[absent] ?? usualPackages[absent] ?? absent} there, then try again. Nothing was changed.`,
    });
  }
  if (/No space left on device|Disk quota exceeded/.test(stderr)) {
    return new BotError('failed', `the disk it was written to is full: ${said}`, {
      hint: 'Make room there, or take another place. Nothing half-written is left.',
    });
  }
  if (/Permission denied|Operation not permitted|Read-only file system/.test(stderr)) {
    return new BotError('failed', `the host does not let the bot do this: ${said}`, {
      hint: 'The user whom the bot is on that host must be able to write the place of the backups and to read the disks.',
    });
  }
  if (/Failed to get (?:shared )?"/.test(stderr)) {
    return new BotError('busy', `another process holds the disk: ${said}`, {
      hint: 'Was the machine started, or is its disk in use elsewhere? Try again when it is free.',
    });
  }
  return new BotError('failed', said === '' ? 'a program on the host failed without a word' : said);
}

function lastLine(text: string): string {
  const lines = text.split(/[\n\r]/).map((line) => line.trim());
  return (lines.findLast((line) => line !== '') ?? '').replace(
    /^(?:sh|qemu-img|cp|mv|error): /,
    '',
  );
}
