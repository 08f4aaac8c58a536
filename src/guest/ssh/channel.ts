import { BotError } from '../../errors.ts';
import type { GuestChannel, GuestProbe } from '../../hypervisor/guest.ts';
import type { Hypervisor, Machine } from '../../hypervisor.ts';
import { interfacesIn } from '../ip-addr.ts';
import { plainText } from '../sections.ts';
import type { Ask, ShellCall } from '../shell/call.ts';
import { readInShell, writeInShell } from '../shell/files.ts';
import { startInShell, waitInShell } from '../shell/process.ts';
import { addressesScript, clockScript } from '../shell/scripts.ts';
import { isSilent, refusalError, type SshRefusal } from './refusals.ts';
import { type GuestShells, type ShellPlace, SshFailure } from './shell.ts';
import { type GuestWay, wayLine } from './way.ts';

export interface SshChannelParts {
  readonly shells: GuestShells;
  readonly relay: Hypervisor['relay'];
  /** The bot's own key, to be told where a guest does not take it. */
  publicKey(signal: AbortSignal): Promise<string>;
}

/** A guest of any hypervisor, reached as a person would reach it. */
export function createSshChannel(parts: SshChannelParts, way: GuestWay): GuestChannel {
  const asks = (machine: Machine): Ask => {
    return (call, when) => ask(parts, { machine, way, when }, call);
  };
  return {
    probe: (machine, signal) => probe(asks(machine), machine, signal),
    start: (machine, argv, signal) => startInShell(asks(machine), machine, { argv, signal }),
    wait: (machine, process, options) =>
      waitInShell(asks(machine), machine, { process, ...options }),
    read: (machine, path, options) => readInShell(asks(machine), machine, { path, ...options }),
    write: (machine, path, content, signal) =>
      writeInShell(asks(machine), machine, { path, content, signal }),
    addresses: (machine, signal) => addresses(asks(machine), machine, signal),
    setClock: (machine, signal) => setClock(asks(machine), machine, signal),
  };
}

interface Asked {
  readonly machine: Machine;
  readonly way: GuestWay;
  /** after: something was begun there, and a guest that is away may come back. */
  readonly when: 'before' | 'after';
}

async function ask(
  { shells, relay, publicKey }: SshChannelParts,
  { machine, way, when }: Asked,
  call: ShellCall,
) {
  if (machine.state === 'paused') throw asleep(machine, 'paused', 'vm resume');
  if (machine.state !== 'running') throw asleep(machine, 'off', 'vm start');
  try {
    const through = way.viaHost ? relayTo(relay, machine, way) : undefined;
    return await runSurely(shells, { machine, way, relay: through }, call);
  } catch (error) {
    if (!(error instanceof SshFailure)) throw error;
    const { refusal } = error;
    const hint = await hintFor(refusal, way, () => publicKey(call.signal));
    const told = refusalError(refusal, machine.name, hint);
    if (when === 'before' || told.code !== 'conflict') throw told;
    throw new BotError('unreachable', told.message, { hint });
  }
}

/**
 * Dropbear closes a session without a word, and mostly without having run it, when another of the same connection ends
 * at that moment (2022.83: up to one in ten of two that run side by side).
 */
async function runSurely(shells: GuestShells, place: ShellPlace, call: ShellCall) {
  try {
    return await shells.run(place, call);
  } catch (error) {
    if (!(error instanceof SshFailure && isSilent(error.refusal))) throw error;
    call.signal.throwIfAborted();
    return shells.run(place, call);
  }
}

function asleep({ name }: Machine, how: string, line: string): BotError {
  return new BotError('conflict', `${name} is ${how}`, { hint: `First: ${line}` });
}

function relayTo(relay: Hypervisor['relay'], machine: Machine, way: GuestWay) {
  if (relay) return relay(machine, way);
  throw new BotError('unsupported', `${machine.name} cannot be reached through its host`, {
    hint: 'Set it up without --via-host: the bot is on that host, or has no shell there.',
  });
}

async function hintFor(
  { kind }: SshRefusal,
  way: GuestWay,
  publicKey: () => Promise<string>,
): Promise<string | undefined> {
  if (kind === 'key-changed') {
    return `Was it installed anew, restored, or rolled back to before it made its key? Then pin the new one: guest setup <machine> ${wayLine(way)}. If nobody knows why, somebody else answers there.`;
  }
  if (kind !== 'key-refused') return undefined;
  const key = await publicKey();
  const other =
    key === way.publicKey ? '' : ' It was set up by another replica, whose key is another.';
  return `Add this line to ~/.ssh/authorized_keys of ${way.user}: ${key}.${other}`;
}

/** Milliseconds for an answer of no work at all. */
const PING = 15_000;

async function probe(ask: Ask, machine: Machine, signal: AbortSignal): Promise<GuestProbe> {
  try {
    const { code, stderr } = await ask({ script: 'exit 0', signal, timeoutMs: PING }, 'before');
    if (code === 0) return { answers: true };
    const said = plainText(stderr, 200);
    return {
      answers: false,
      why: `${machine.name}: its ssh lets the bot in, but runs no shell${said && `: ${said}`}`,
      hint: 'The user there needs a POSIX shell.',
    };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof BotError) return { answers: false, why: error.message, hint: error.hint };
    throw error;
  }
}

async function addresses(ask: Ask, machine: Machine, signal: AbortSignal) {
  const { code, stdout, stderr } = await ask({ script: addressesScript, signal }, 'after');
  if (code === 0) return interfacesIn(stdout.toString());
  throw new BotError(
    'failed',
    `${machine.name} did not tell its addresses: ${plainText(stderr, 200)}`,
  );
}

async function setClock(ask: Ask, machine: Machine, signal: AbortSignal): Promise<void> {
  const args = [String(Math.round(Date.now() / 1000))];
  const { code, stderr } = await ask({ script: clockScript, args, signal }, 'after');
  if (code === 0) return;
  const said = plainText(stderr, 200);
  throw new BotError(
    'failed',
    `the clock of ${machine.name} could not be set${said && `: ${said}`}`,
    {
      hint: 'Only root may: let the bot in as root, or let its user run date with sudo without a password.',
    },
  );
}
