import type { ZodType } from 'zod';
import { BotError } from '../../../../src/errors.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import type { Client, Params } from '../client/client.ts';
import { guestPath } from '../guest-path.ts';
import { said } from '../said.ts';

/** One question to the agent of a VM: https://pve.proxmox.com/pve-docs/api-viewer/ under `agent`. */
export interface AgentCall<T> {
  readonly machine: Machine;
  readonly method?: 'GET' | 'POST' | undefined;
  /** `exec-status` */
  readonly command: string;
  readonly params?: Params | undefined;
  readonly returns: ZodType<T>;
  readonly signal: AbortSignal;
}

/** Milliseconds: Proxmox itself gives up on an agent that does not answer after three seconds, on some calls later. */
const DEADLINE = 20_000;

export async function callAgent<T>(client: Client, call: AgentCall<T>): Promise<T> {
  const { machine, method = 'GET', command, params, returns: schema, signal } = call;
  if (machine.kind === 'container') throw noAgent(machine);
  const path = `${guestPath(machine)}/agent/${command}`;
  const ask = { schema, signal, params, name: machine.name, deadlineMs: DEADLINE };
  return method === 'GET' ? client.get(path, ask) : client.send('POST', path, ask);
}

/** What the agent itself said behind `Agent error: `; empty where it was not the agent that refused. */
export function agentSaid(error: unknown): string {
  return /Agent error: (?<words>[^\n]*)/.exec(said(error))?.groups?.['words'] ?? '';
}

/** True where the machine has no device for an agent: its option is off. */
export function isUnconfigured(error: unknown): boolean {
  return said(error).includes('No QEMU guest agent configured');
}

/** Why a container is reached otherwise. */
export const containerWhy = 'a container has no guest agent';
export const containerHint = 'It is reached over ssh: `guest setup`.';

function noAgent({ name }: Machine): BotError {
  return new BotError('unsupported', `${name} cannot be looked into: ${containerWhy}`, {
    hint: containerHint,
  });
}

/**
 * What Proxmox decoded from base64 stands in its JSON with one letter for each byte, so that an é of the guest comes
 * as two. Where a letter is beyond a byte it was text already.
 */
export function bytesOf(text: string): Buffer {
  return Buffer.from(text, /[^\p{ASCII}\u0080-\u00ff]/u.test(text) ? 'utf8' : 'latin1');
}

/** Base64 that is made of several pieces, each with an ending of its own: Node itself stops at the first `=`. */
export function decoded(base64: string): Buffer {
  const pieces = base64.match(/[^=]+=*/g) ?? [];
  return Buffer.concat(pieces.map((piece) => Buffer.from(piece, 'base64')));
}
