import { z } from 'zod';
import { BotError, gaveNoAnswer } from '../../../../src/errors.ts';
import { pause } from '../../../../src/flow/wait.ts';
import { outputOf } from '../../../../src/guest/output.ts';
import type {
  GuestProcess,
  GuestResult,
  GuestWaitOptions,
} from '../../../../src/hypervisor/guest.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import type { Client } from '../client/client.ts';
import { answerIn } from '../client/refusal.ts';
import { bit } from '../row.ts';
import { said } from '../said.ts';
import { agentSaid, bytesOf, callAgent } from './agent.ts';

const Started = z.object({ pid: z.int() });
const Status = z.object({
  exited: bit,
  exitcode: z.int().optional(),
  signal: z.int().optional(),
  'out-data': z.string().default(''),
  'err-data': z.string().default(''),
  'out-truncated': bit,
  'err-truncated': bit,
});
type Status = z.infer<typeof Status>;

export interface Starting {
  readonly argv: readonly string[];
  readonly signal: AbortSignal;
  /** Its standard input: ASCII, at most 64 KiB, the schema's `maxLength`. */
  readonly input?: string | undefined;
}

export async function startInGuest(
  client: Client,
  machine: Machine,
  { argv, signal, input }: Starting,
): Promise<GuestProcess> {
  const starting = { argv, signal, input };
  try {
    return await execute(client, machine, starting);
  } catch (error) {
    if (/No such file|not found|Failed to execute child/i.test(agentSaid(error))) {
      throw noProgram(argv, machine);
    }
    if (!isBrokenPipe(error) || (await isThere(client, machine, starting))) throw error;
    throw noProgram(argv, machine);
  }
}

function execute(
  client: Client,
  machine: Machine,
  { argv, signal, input }: Starting,
): Promise<GuestProcess> {
  const params = { command: argv, ...(input !== undefined && { 'input-data': input }) };
  const call = { machine, method: 'POST', command: 'exec', params, returns: Started } as const;
  return callAgent(client, { ...call, signal });
}

/**
 * The agent's refusal names a missing program in typographic quotes, over which the daemon of 9.2 breaks: what is seen
 * is a 596 `Broken pipe` after five seconds. So does a connection between two nodes look that broke.
 */
function isBrokenPipe(error: unknown): boolean {
  const answer = answerIn(error);
  return answer?.status === 596 && /broken pipe/i.test(answer.reason);
}

/** Milliseconds for a shell to look for a program. */
const LOOK_LIMIT = 10_000;

/**
 * Whether there is such a program, which tells what broke the connection. Where the next start breaks it just so
 * there is no shell either, and the connection is not at fault.
 */
async function isThere(
  client: Client,
  machine: Machine,
  { argv: [program = ''], signal }: Starting,
): Promise<boolean> {
  try {
    const argv = ['sh', '-c', 'command -v "$1"', 'sh', program];
    const process = await execute(client, machine, { argv, signal });
    const options = { process, signal, timeoutMs: LOOK_LIMIT };
    return (await waitInGuest(client, machine, options)).stdout.startsWith('/');
  } catch (error) {
    signal.throwIfAborted();
    return !isBrokenPipe(error);
  }
}

function noProgram([program = '']: readonly string[], { name }: Machine): BotError {
  return new BotError('not-found', `there is no program ${program} in ${name}`, {
    hint: 'Words are taken as they are: no shell looks for pipes, wildcards or built-ins.',
  });
}

/** Milliseconds between two looks at a process, growing: each costs the node a tenth of a second. */
const FIRST = 50;
const LONGEST = 1_000;

/** The agent tells an ended process once only: afterwards it knows it no more. */
export async function waitInGuest(
  client: Client,
  machine: Machine,
  { process, signal, timeoutMs }: GuestWaitOptions & { readonly process: GuestProcess },
): Promise<GuestResult> {
  const ends = performance.now() + timeoutMs;
  let why = 'still runs';
  for (let delay = FIRST; ; delay = Math.min(LONGEST, delay * 1.5)) {
    const status = await ask(client, machine, { process, signal }).catch((error: unknown) => {
      why = `cannot be followed: ${forNow(error)}`;
      return undefined;
    });
    if (status?.exited === 1) return result(status);
    if (performance.now() + delay > ends) {
      throw new BotError('timeout', `process ${process.pid} in ${machine.name} ${why}`, {
        hint: 'It goes on in the guest; `guest top` shows it.',
      });
    }
    await pause(delay, signal);
  }
}

/** What may be answered later: an agent is silent in a guest that is busy, and refuses while a backup freezes its disks. */
function forNow(error: unknown): string {
  const isFrozen = /frozen|has been disabled for this instance/.test(agentSaid(error));
  const isSilent = /guest agent is not running/.test(said(error));
  if (error instanceof BotError && (gaveNoAnswer(error) || isFrozen || isSilent)) {
    return error.message;
  }
  throw error;
}

async function ask(
  client: Client,
  machine: Machine,
  { process: { pid }, signal }: { readonly process: GuestProcess; readonly signal: AbortSignal },
): Promise<Status> {
  const call = { machine, command: 'exec-status', params: { pid }, returns: Status, signal };
  try {
    return await callAgent(client, call);
  } catch (error) {
    if (!/PID \S+ does not exist|Invalid parameter/.test(agentSaid(error))) throw error;
    throw new BotError('undecided', `${machine.name} no longer knows process ${pid}`, {
      hint: 'Its agent or the machine was restarted since, or the answer with its end was lost: it is given once. Look in the guest whether it did its work.',
    });
  }
}

/** A process that a signal ended has no exit code. */
function result(status: Status): GuestResult {
  return {
    exitCode: status.signal === undefined ? status.exitcode : undefined,
    signal: status.signal,
    ...outputOf(bytesOf(status['out-data']), bytesOf(status['err-data'])),
    truncated: status['out-truncated'] === 1 || status['err-truncated'] === 1,
  };
}
