import { z } from 'zod';
import { BotError } from '../../../../src/errors.ts';
import { plainText } from '../../../../src/guest/sections.ts';
import type { GuestChannel, GuestProbe } from '../../../../src/hypervisor/guest.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import type { Client } from '../client/client.ts';
import type { Parts } from '../parts.ts';
import { guestAddresses } from './addresses.ts';
import { callAgent, containerHint, containerWhy, isUnconfigured } from './agent.ts';
import { startInGuest, waitInGuest } from './exec.ts';
import { readInGuest, writeInGuest } from './files.ts';
import { attachAgent, diagnoseGuest } from './setup.ts';

/** The way into VMs through the QEMU agent. Containers have none; of them only the addresses are told. */
export function createGuest({ client }: Pick<Parts, 'client'>): GuestChannel {
  return {
    probe: (machine, signal) => probe(client, machine, signal),
    start: (machine, argv, signal) => startInGuest(client, machine, { argv, signal }),
    wait: (machine, process, options) => waitInGuest(client, machine, { process, ...options }),
    read: (machine, path, options) => readInGuest(client, { machine, path, ...options }),
    write: (machine, path, content, signal) =>
      writeInGuest(client, { machine, path, content, signal }),
    addresses: (machine, signal) => guestAddresses(client, machine, signal),
    setClock: (machine, signal) => setClock(client, machine, signal),
    diagnose: (machine, signal) =>
      diagnoseGuest(client, machine, { signal, probe: () => probe(client, machine, signal) }),
    attach: (machine, task) => attachAgent(client, machine, task),
  };
}

async function probe(client: Client, machine: Machine, signal: AbortSignal): Promise<GuestProbe> {
  const { name, state, kind } = machine;
  if (state === 'stopped' || state === 'hibernated') {
    return no(`${name} is off`, 'Start it: `vm start`.');
  }
  if (kind === 'container') {
    return { answers: false, ...container };
  }
  if (state === 'paused') return no(`${name} is paused`, 'Continue it: `vm resume`.');
  try {
    const call = { machine, method: 'POST', command: 'ping', returns: z.unknown() } as const;
    await callAgent(client, { ...call, signal });
    return { answers: true };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof BotError)) throw error;
    const answer = no(error.message, error.hint);
    return isUnconfigured(error) ? { ...answer, never: true } : answer;
  }
}

/** It has no agent in any case, and its addresses are told all the same. */
const container = { why: containerWhy, hint: containerHint, tellsAddresses: true, never: true };

function no(why: string, hint?: string) {
  return { answers: false, why, hint } as const;
}

/** Milliseconds for `date`. */
const DATE_LIMIT = 15_000;

/** The API passes on no command of the agent's for it, so `date` does it. */
async function setClock(client: Client, machine: Machine, signal: AbortSignal): Promise<void> {
  const argv = ['date', '-s', `@${Math.round(client.now() / 1_000)}`];
  const process = await startInGuest(client, machine, { argv, signal });
  const options = { process, signal, timeoutMs: DATE_LIMIT };
  const { exitCode, stderr } = await waitInGuest(client, machine, options);
  if (exitCode === 0) return;
  throw new BotError(
    'failed',
    `the clock of ${machine.name} could not be set: ${plainText(stderr, 300) || `date ended with ${exitCode}`}`,
  );
}
