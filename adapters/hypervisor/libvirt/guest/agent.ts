import { z } from 'zod';
import { BotError } from '../../../../src/errors.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import type { Client } from '../client.ts';
import { refusal } from '../errors.ts';
import { jsonWord, uuidWord } from '../words.ts';

/** What a guest's agent refused, in its own words; its callers know what each means. */
export class AgentRefusal extends Error {
  override readonly name = 'AgentRefusal';
}

export interface AgentCall<T> {
  readonly machine: Machine;
  /** https://www.qemu.org/docs/master/interop/qemu-ga-ref.html */
  readonly execute: string;
  readonly args?: object | undefined;
  /** What is read of its `return`. */
  readonly returns: z.ZodType<T>;
  readonly signal: AbortSignal;
  /** Seconds until libvirt gives the agent up. */
  readonly seconds?: number | undefined;
}

/** Seconds for an agent that does work; a busy guest under emulation takes three. */
const USUAL = 10;
/** Characters of a question. One of 230,000 is not answered, and the next one neither (libvirt 9.0, QEMU and agent 7.2). */
const LONGEST = 192 * 1024;
/** Milliseconds of virsh's own on top. */
const SLACK = 4_000;

/**
 * One command to the agent. Throws AgentRefusal, `unsupported` without an agent, `timeout`, `conflict` when off, and
 * `invalid` for one that is too long.
 */
export async function callAgent<T>(client: Client, call: AgentCall<T>): Promise<T> {
  const { machine, execute, args, signal, seconds = USUAL } = call;
  const json = jsonWord(args ? { execute, arguments: args } : { execute });
  if (json.length > LONGEST) throw tooLong(machine.name);
  const line = `qemu-agent-command --timeout ${seconds} ${uuidWord(machine.id)} ${json}`;
  const answer = await client.agent(line, { signal, timeoutMs: seconds * 1000 + SLACK });
  if (answer.err.includes('error: ')) throw refused(answer.err, machine.name);
  return parseReturn(answer.out, call.returns);
}

function tooLong(name: string): BotError {
  return new BotError(
    'invalid',
    `That is too long for one question to the guest agent of ${name}`,
    {
      hint: 'Nothing was changed. Put it into a file of the guest first: guest write.',
    },
  );
}

function refused(stderr: string, name: string): Error {
  const [, said] = /unable to execute QEMU agent command '[^']*': (.*)/s.exec(stderr) ?? [];
  return said === undefined ? refusal(stderr, name) : new AgentRefusal(said.trim());
}

function parseReturn<T>(out: string, returns: z.ZodType<T>): T {
  try {
    return z.object({ return: returns }).parse(JSON.parse(out)).return as T;
  } catch (cause) {
    throw new BotError('failed', 'the guest agent answered something else than was asked', {
      cause,
    });
  }
}

/** The agent's refusal as an error for people, where no better sentence is known. */
export function agentError(error: unknown): unknown {
  if (!(error instanceof AgentRefusal)) return error;
  const forbidden = /has been disabled|not allowed|not currently supported/.test(error.message);
  return new BotError(
    forbidden ? 'unsupported' : 'failed',
    `the guest agent refused: ${error.message}`,
    {
      hint: forbidden
        ? 'Its configuration in the guest (allow-rpcs, block-rpcs) forbids this.'
        : undefined,
    },
  );
}
