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
import type { Client } from '../client.ts';
import { AgentRefusal, agentError, callAgent } from './agent.ts';

const Started = z.object({ pid: z.int() });
const Status = z.object({
  exited: z.boolean(),
  exitcode: z.int().optional(),
  signal: z.int().optional(),
  'out-data': z.string().default(''),
  'err-data': z.string().default(''),
  'out-truncated': z.boolean().default(false),
  'err-truncated': z.boolean().default(false),
});
type Status = z.infer<typeof Status>;

/** https://www.qemu.org/docs/master/interop/qemu-ga-ref.html#command-QGA-guest-exec */
export async function startInGuest(
  client: Client,
  machine: Machine,
  { argv, signal }: { argv: readonly string[]; signal: AbortSignal },
): Promise<GuestProcess> {
  const [path = '', ...arg] = argv;
  const args = { path, arg, 'capture-output': true };
  try {
    return await callAgent(client, {
      machine,
      execute: 'guest-exec',
      args,
      returns: Started,
      signal,
    });
  } catch (error) {
    if (
      error instanceof AgentRefusal &&
      /No such file|not found|Permission denied/.test(error.message)
    ) {
      throw new BotError('not-found', `there is no program ${path} in ${machine.name}`, {
        hint: 'Words are taken as they are: no shell looks for pipes, wildcards or built-ins.',
      });
    }
    throw agentError(error);
  }
}

/** Milliseconds between two looks at a process, growing. */
const FIRST = 50;
const LONGEST = 500;

/** The agent tells an ended process once only: afterwards it knows it no more. */
export async function waitInGuest(
  client: Client,
  machine: Machine,
  { process, signal, timeoutMs }: GuestWaitOptions & { process: GuestProcess },
): Promise<GuestResult> {
  const ends = performance.now() + timeoutMs;
  let why = 'still runs';
  for (let delay = FIRST; ; delay = Math.min(LONGEST, delay * 1.5)) {
    const status = await ask(client, machine, { process, signal }).catch((error: unknown) => {
      why = unanswered(error);
      return undefined;
    });
    if (status?.exited) return result(status);
    if (performance.now() + delay > ends) {
      throw new BotError('timeout', `process ${process.pid} in ${machine.name} ${why}`, {
        hint: 'It goes on in the guest; `guest top` shows it.',
      });
    }
    await pause(delay, signal);
  }
}

async function ask(
  client: Client,
  machine: Machine,
  { process: { pid }, signal }: { process: GuestProcess; signal: AbortSignal },
): Promise<Status> {
  const call = { machine, execute: 'guest-exec-status', args: { pid }, returns: Status, signal };
  try {
    return await callAgent(client, call);
  } catch (error) {
    if (!(error instanceof AgentRefusal && /Invalid parameter|not exist/.test(error.message))) {
      throw agentError(error);
    }
    throw new BotError('undecided', `${machine.name} no longer knows process ${pid}`, {
      hint: 'Its agent or the machine was restarted since; look in the guest whether it did its work.',
    });
  }
}

/** No answer now may be one later, as after a restart of libvirt; anything else is final. */
function unanswered(error: unknown): string {
  if (gaveNoAnswer(error)) return `cannot be followed: ${error.message}`;
  throw error;
}

function result(status: Status): GuestResult {
  return {
    exitCode: status.signal === undefined ? status.exitcode : undefined,
    signal: status.signal,
    ...outputOf(
      Buffer.from(status['out-data'], 'base64'),
      Buffer.from(status['err-data'], 'base64'),
    ),
    truncated: status['out-truncated'] || status['err-truncated'],
  };
}
