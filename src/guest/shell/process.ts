import { randomUUID } from 'node:crypto';
import { BotError } from '../../errors.ts';
import type { GuestProcess, GuestResult, GuestWaitOptions } from '../../hypervisor/guest.ts';
import type { Machine } from '../../hypervisor.ts';
import { outputOf } from '../output.ts';
import { plainText, whole } from '../sections.ts';
import type { Ask, ShellResult } from './call.ts';
import { codes, forgetScript, KEPT_BYTES, startScript, waitScript } from './scripts.ts';

/** argv as it is; the shell there only looks where the program is. */
export async function startInShell(
  ask: Ask,
  machine: Machine,
  { argv, signal }: { readonly argv: readonly string[]; readonly signal: AbortSignal },
): Promise<GuestProcess> {
  const args = [randomUUID(), ...argv];
  const { code, stdout, stderr } = await ask({ script: startScript, args, signal }, 'before');
  const pid = whole(stdout.toString('latin1').trim());
  if (code === 0 && pid) return { pid };
  if (code === 0) {
    throw new BotError('undecided', `${machine.name} does not say as which process it started it`, {
      hint: 'Does its shell print something at each start? Look in the guest whether it runs.',
    });
  }
  if (code === codes.running) {
    throw new BotError('undecided', `${machine.name} has begun to start it, and may yet do so`, {
      hint: 'Look in the guest whether it runs.',
    });
  }
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
/** Bytes: both streams as far as they are kept, and the line before them. */
const MAX_ANSWER = 2 * KEPT_BYTES + 1_000;

/** Keeps what the program left until it was read; only then it is thrown away. */
export async function waitInShell(
  ask: Ask,
  machine: Machine,
  { process: { pid }, signal, timeoutMs }: GuestWaitOptions & { readonly process: GuestProcess },
): Promise<GuestResult> {
  const ends = performance.now() + timeoutMs;
  for (;;) {
    const left = Math.max(0, Math.min(ROUND, ends - performance.now()));
    const args = [String(pid), String(Math.ceil(left / 100))];
    const answer = await ask({ script: waitScript, args, signal, maxBytes: MAX_ANSWER }, 'after');
    if (answer.code === 0) {
      const result = readResult(answer.stdout);
      if (result === undefined) throw garbled(machine, pid);
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

/** Whoever answers may answer anything; its shell's start-up files may print something first, too. */
function garbled({ name }: Machine, pid: number): BotError {
  return new BotError('undecided', `${name} answers nothing that says how process ${pid} ended`, {
    hint: 'Look in the guest whether it did its work, and whether its shell prints something at each start.',
  });
}

/** The highest that a shell can tell: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html */
const MAX_CODE = 255;

/** A first line `code said length`, then standard output of that length, then the errors. */
export function readResult(answer: Buffer): GuestResult | undefined {
  const at = answer.indexOf(0x0a);
  const head = answer.subarray(0, Math.max(0, at)).toString('latin1');
  const [, codeText, said, lengthText] = /^(\d{1,3}) ([01]) (\d{1,8})$/.exec(head) ?? [];
  const code = whole(codeText);
  const length = whole(lengthText);
  const rest = answer.subarray(at + 1);
  if (code === undefined || length === undefined) return undefined;
  if (code > MAX_CODE || length > rest.length) return undefined;
  const killed = said === '1' && code > 128;
  const [stdout, stderr] = [rest.subarray(0, length), rest.subarray(length)];
  return {
    exitCode: killed ? undefined : code,
    signal: killed ? code - 128 : undefined,
    ...outputOf(stdout.subarray(0, KEPT_BYTES), stderr.subarray(0, KEPT_BYTES)),
    truncated: stdout.length > KEPT_BYTES || stderr.length > KEPT_BYTES,
  };
}
