import { z } from 'zod';
import { BotError } from '../../../../src/errors.ts';
import { plainText } from '../../../../src/guest/sections.ts';
import type { GuestChannel, GuestInterface, GuestProbe } from '../../../../src/hypervisor/guest.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import type { Client } from '../client.ts';
import { isActive, readNow } from '../domain.ts';
import type { Shapes } from '../shapes.ts';
import { AgentRefusal, agentError, callAgent } from './agent.ts';
import { attachChannel, diagnoseGuest } from './channel.ts';
import { startInGuest, waitInGuest } from './exec.ts';
import { readInGuest, writeInGuest } from './files.ts';

/** The way into a guest through the QEMU agent: https://www.qemu.org/docs/master/interop/qemu-ga.html */
export function createGuest(client: Client, shapes: Shapes): GuestChannel {
  return {
    probe: (machine, signal) => probe({ client, shapes }, machine, signal),
    start: (machine, argv, signal) => startInGuest(client, machine, { argv, signal }),
    wait: (machine, process, options) => waitInGuest(client, machine, { process, ...options }),
    read: (machine, path, options) => readInGuest(client, { machine, path, ...options }),
    write: (machine, path, content, signal) =>
      writeInGuest(client, { machine, path, content, signal }),
    addresses: (machine, signal) => addresses(client, machine, signal),
    setClock: (machine, signal) => setClock(client, machine, signal),
    diagnose: (machine, signal) =>
      diagnoseGuest(client, machine, {
        signal,
        probe: () => probe({ client, shapes }, machine, signal),
      }),
    async attach(machine, task) {
      const outcome = await attachChannel(client, machine, task);
      shapes.forget(machine.id);
      return outcome;
    },
  };
}

/** Seconds a guest that is well answers a ping within; a busy one under emulation takes three. */
const PING = 6;

async function probe(
  { client, shapes }: { client: Client; shapes: Shapes },
  machine: Machine,
  signal: AbortSignal,
): Promise<GuestProbe> {
  try {
    const now = await readNow(client, machine, signal);
    if (now.state === 'paused') return no(`${machine.name} is paused`, 'Continue it: `vm resume`.');
    if (!isActive(now)) return no(`${machine.name} is off`, 'Start it: `vm start`.');
    const shape = (await shapes.of([machine.id], signal)).get(machine.id);
    if (shape && !shape.hasAgentChannel) {
      const why = `${machine.name} has no channel for a guest agent`;
      return { ...no(why, 'Add it: `guest setup`.'), never: true };
    }
    const call = { machine, execute: 'guest-ping', returns: z.unknown(), seconds: PING, signal };
    await callAgent(client, call);
    return { answers: true };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof BotError) return no(error.message, error.hint);
    if (error instanceof AgentRefusal) return no(`the guest agent refused: ${error.message}`);
    throw error;
  }
}

function no(why: string, hint?: string) {
  return { answers: false, why, hint } as const;
}

const Interfaces = z.array(
  z.object({
    name: z.string(),
    'hardware-address': z.string().optional(),
    'ip-addresses': z.array(z.object({ 'ip-address': z.string(), prefix: z.int() })).default([]),
  }),
);

async function addresses(
  client: Client,
  machine: Machine,
  signal: AbortSignal,
): Promise<GuestInterface[]> {
  const execute = 'guest-network-get-interfaces';
  try {
    const all = await callAgent(client, { machine, execute, returns: Interfaces, signal });
    return all.map((one) => ({
      name: one.name,
      mac: one['hardware-address'],
      addresses: one['ip-addresses'].map((ip) => `${ip['ip-address']}/${ip.prefix}`),
    }));
  } catch (error) {
    throw agentError(error);
  }
}

/** Milliseconds for `date`. */
const DATE_LIMIT = 15_000;

/** The agent's own command refuses in a guest without /sbin/hwclock; there `date` does it. */
async function setClock(client: Client, machine: Machine, signal: AbortSignal): Promise<void> {
  const time = Date.now() * 1_000_000;
  const call = { machine, execute: 'guest-set-time', args: { time }, returns: z.unknown(), signal };
  try {
    await callAgent(client, call);
  } catch (error) {
    if (!(error instanceof AgentRefusal)) throw error;
    const argv = ['date', '-s', `@${Math.round(Date.now() / 1000)}`];
    const process = await startInGuest(client, machine, { argv, signal });
    const { exitCode, stderr } = await waitInGuest(client, machine, {
      process,
      signal,
      timeoutMs: DATE_LIMIT,
    });
    if (exitCode === 0) return;
    const said = plainText(stderr, 300);
    throw new BotError('failed', `the clock of ${machine.name} could not be set: ${said}`);
  }
}
