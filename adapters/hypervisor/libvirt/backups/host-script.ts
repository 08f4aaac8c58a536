import { BotError } from '../../../../src/errors.ts';
import type { ExecResult } from '../../../../src/exec.ts';
import { refusal } from '../errors.ts';
import type { Reach } from '../reach.ts';

export interface ScriptOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs?: number | undefined;
}

/** Milliseconds for a script that only looks, makes or renames. */
const USUAL = 20_000;

/** Runs a POSIX script where libvirt is; free text goes in `args` alone. Throws what its standard error says. */
export async function runScript(
  reach: Reach,
  [script, ...args]: readonly [string, ...string[]],
  { signal, timeoutMs = USUAL }: ScriptOptions,
): Promise<string> {
  const end = await reach.run(['sh', '-c', script, 'sh', ...args], { signal, timeoutMs });
  if (end.exitCode === 0) return end.stdout;
  throw scriptError(end);
}

/** ssh's own failures end with 255, and a script that was killed has no code. */
function scriptError({ exitCode, stderr }: ExecResult): BotError {
  if (exitCode === 255) return asUnreachable(refusal(stderr));
  if (exitCode === undefined) return new BotError('unreachable', 'a program on the host was ended');
  return hostRefusal(stderr);
}

function asUnreachable(said: BotError): BotError {
  return said.code === 'failed' ? new BotError('unreachable', said.message) : said;
}

/** The Debian package of each program that is asked for; others call them nearly the same. */
const packages: Readonly<Record<string, string>> = {
  'qemu-img': 'qemu-utils (Debian) or qemu-img (Fedora)',
  virsh: 'libvirt-clients',
  setsid: 'util-linux',
  findmnt: 'util-linux',
};

/** What programs of the host wrote on standard error, as an error for people. */
export function hostRefusal(stderr: string): BotError {
  const said = lastLine(stderr);
  const [, absent] = /(?:^|: )([\w-]+): (?:command )?not found/.exec(stderr) ?? [];
  if (absent !== undefined) {
    return new BotError('unsupported', `${absent} is not installed on the libvirt's host`, {
      hint: `Install the package ${packages[absent] ?? 'coreutils'} there, then try again. Nothing was changed.`,
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
