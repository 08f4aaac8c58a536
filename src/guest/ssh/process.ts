import { BotError } from '../../errors.ts';
import type { GuestProcess, GuestResult, GuestWaitOptions } from '../../hypervisor/guest.ts';
import type { Machine } from '../../hypervisor.ts';
import { plainText } from '../sections.ts';
import { codes, forgetScript, KEPT_BYTES, startScript, waitScript } from './scripts.ts';
import type { ShellCall, ShellResult } from './shell.ts';

/** A guest's shell, with ssh's failures already told in words. */
export type Ask = (call: ShellCall, when: 'before' | 'after') => Promise<ShellResult>;

/** argv as it is; the shell there only looks where the program is. */
export async function startOverSsh(
  ask: Ask,
  machine: Machine,
  { argv, signal }: { readonly argv: readonly string[]; readonly signal: AbortSignal },
): Promise<GuestProcess> {
  const { code, stdout, stderr } = await ask({ script: startScript, args: argv, signal }, 'before');
  const pid = Number(stdout.toString().trim());
  if (code === 0 && Number.isInteger(pid) && pid > 0) return { pid };
  if (code === codes.missing) {
    throw new BotError('not-found', `there is no program ${argv[0] ?? ''} in ${machine.name}`, {
      hint: 'Words are taken as they are: no shell looks for pipes, wildcards or built-ins.',
    });
  }
  const said = plainText(stderr, 300);
  throw new BotError('failed', `${machine.name} did not start it${said && `: ${said}`}`, {
    hint: 'Is there room in /tmp of the guest?',
  });
}

/** Milliseconds that one question waits inside the guest. */
const ROUND = 2_000;

/** Keeps what the program left until it was read; only then it is thrown away. */
export async function waitOverSsh(
  ask: Ask,
  machine: Machine,
  { process: { pid }, signal, timeoutMs }: GuestWaitOptions & { readonly process: GuestProcess },
): Promise<GuestResult> {
  const ends = performance.now() + timeoutMs;
  for (;;) {
    const left = Math.max(0, Math.min(ROUND, ends - performance.now()));
    const args = [String(pid), String(Math.ceil(left / 100))];
    const answer = await ask({ script: waitScript, args, signal }, 'after');
    if (answer.code === 0) {
      const result = readResult(answer.stdout);
      await ask({ script: forgetScript, args: [String(pid)], signal }, 'after').catch(() => {
        // A week later the guest forgets it by itself.
      });
      return result;
    }
    if (answer.code !== codes.running) throw gone(answer, machine, pid);
    if (performance.now() >= ends) {
      throw new BotError('timeout', `process ${pid} in ${machine.name} still runs`, {
        hint: 'It goes on in the guest; `guest top` shows it.',
      });
    }
  }
}

function gone({ code, stderr }: ShellResult, machine: Machine, pid: number): BotError {
  if (code === codes.unknown || code === codes.lost) {
    return new BotError('undecided', `${machine.name} no longer knows process ${pid}`, {
      hint: 'The machine was restarted or rolled back since, or its /tmp is full; look in the guest whether it did its work.',
    });
  }
  return new BotError(
    'failed',
    `process ${pid} in ${machine.name} cannot be followed: ${plainText(stderr, 300)}`,
  );
}

/** A first line `code said length`, then standard output of that length, then the errors. */
function readResult(answer: Buffer): GuestResult {
  const at = answer.indexOf(0x0a);
  const words = answer.subarray(0, at).toString().trim().split(' ').map(Number);
  const [code = Number.NaN, said = 0, length = 0] = words;
  const stdout = answer.subarray(at + 1, at + 1 + length);
  const stderr = answer.subarray(at + 1 + length);
  const killed = said === 1 && code > 128;
  return {
    exitCode: killed ? undefined : code,
    signal: killed ? code - 128 : undefined,
    stdout: stdout.subarray(0, KEPT_BYTES).toString('utf8'),
    stderr: stderr.subarray(0, KEPT_BYTES).toString('utf8'),
    truncated: stdout.length > KEPT_BYTES || stderr.length > KEPT_BYTES,
  };
}
