import { BotError } from '../../../../src/errors.ts';
import { plainText } from '../../../../src/guest/sections.ts';
import type { Ask } from '../../../../src/guest/shell/call.ts';
import { readInShell, writeInShell } from '../../../../src/guest/shell/files.ts';
import { startInShell, waitInShell } from '../../../../src/guest/shell/process.ts';
import { clockScript } from '../../../../src/guest/shell/scripts.ts';
import type { GuestChannel, GuestProbe } from '../../../../src/hypervisor/guest.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import type { Client } from '../client.ts';
import { readInfo } from '../info.ts';
import { uuidWord } from '../words.ts';
import { diagnosisOf, hearsAdditions } from './diagnosis.ts';
import { type Logins, loginFor } from './logins.ts';
import { type GuestTold, guestTold } from './properties.ts';
import { createShell } from './shell.ts';

interface Parts {
  readonly client: Client;
  readonly logins: Logins | undefined;
  /** Where a file may lie on VirtualBox's own host while it is copied. */
  readonly place: string;
}

/** The way into a guest through its Guest Additions. What they tell of themselves needs no user of the guest. */
export function createGuest(parts: Parts): GuestChannel {
  const { client } = parts;
  // Refused as a promise of the channel, not where it is made.
  const asks = (machine: Machine): Ask => {
    return async (call, when) => askOf(parts, machine)(call, when);
  };
  return {
    probe: (machine, signal) => probe(parts, machine, signal),
    start: (machine, argv, signal) => startInShell(asks(machine), machine, { argv, signal }),
    wait: (machine, process, options) =>
      waitInShell(asks(machine), machine, { process, ...options }),
    read: (machine, path, options) => readInShell(asks(machine), machine, { path, ...options }),
    write: (machine, path, content, signal) =>
      writeInShell(asks(machine), machine, { path, content, signal }),
    addresses: (machine, signal) => addresses(client, machine, signal),
    setClock: (machine, signal) => setClock(asks(machine), machine, signal),
    async diagnose(machine, signal) {
      const [info, told, answer] = await Promise.all([
        readInfo(client, machine, { signal }),
        readTold(client, machine, signal),
        probe(parts, machine, signal),
      ]);
      return diagnosisOf(machine, { info, told, probe: answer });
    },
  };
}

function askOf({ client, logins, place }: Parts, machine: Machine): Ask {
  const asleep = asleepAs(machine);
  if (asleep) throw new BotError('conflict', asleep.why, { hint: asleep.hint });
  const login = loginFor(logins, machine);
  if (login) return createShell({ client, machine, login, place });
  throw new BotError('unsupported', noLogin(machine.name), { hint: userHint });
}

function asleepAs({
  name,
  state,
}: Machine): { readonly why: string; readonly hint: string } | undefined {
  if (state === 'paused') return { why: `${name} is paused`, hint: 'Continue it: `vm resume`.' };
  if (state === 'crashed') return { why: `${name} has crashed`, hint: 'Start it: `vm start`.' };
  const isOff = state === 'stopped' || state === 'hibernated';
  return isOff ? { why: `${name} is off`, hint: 'Start it: `vm start`.' } : undefined;
}

const noLogin = (name: string) => `no user of the guest of ${name} is known`;
const userHint =
  'Guest control needs one: `guests` of this site in the configuration, with a user and a password.';

async function probe(parts: Parts, machine: Machine, signal: AbortSignal): Promise<GuestProbe> {
  const { name } = machine;
  const asleep = asleepAs(machine);
  if (asleep) return { answers: false, ...asleep };
  try {
    const info = await readInfo(parts.client, machine, { signal });
    const login = loginFor(parts.logins, machine);
    if (!hearsAdditions(info)) {
      const never =
        !login || (await readTold(parts.client, machine, signal)).additions === undefined;
      return { ...no(noAdditions(name), additionsHint), never };
    }
    if (!login) return { ...no(noLogin(name), userHint), tellsAddresses: true, never: true };
    const call = { script: 'exit 0', signal, timeoutMs: PING };
    const { code, stderr } = await askOf(parts, machine)(call, 'before');
    if (code === 0) return { answers: true };
    return no(`the shell of ${name} ended with ${code}: ${plainText(stderr, 200)}`);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof BotError) return no(error.message, error.hint);
    throw error;
  }
}

/** Milliseconds for an answer of no work at all. */
const PING = 15_000;

const noAdditions = (name: string) => `the guest of ${name} has no Guest Additions that answer`;
const additionsHint =
  '`guest setup` says how they are installed; they answer some seconds after it has booted.';

function no(why: string, hint?: string) {
  return { answers: false, why, hint } as const;
}

async function readTold(client: Client, machine: Machine, signal: AbortSignal): Promise<GuestTold> {
  const words = ['guestproperty', 'enumerate', uuidWord(machine.id)];
  return guestTold(await client.ask(words, { signal, name: machine.name }));
}

async function addresses(client: Client, machine: Machine, signal: AbortSignal) {
  const { interfaces, additions } = await readTold(client, machine, signal);
  if (interfaces.length > 0 || additions !== undefined) return interfaces;
  throw new BotError('unsupported', noAdditions(machine.name), { hint: additionsHint });
}

async function setClock(ask: Ask, { name }: Machine, signal: AbortSignal): Promise<void> {
  const args = [String(Math.round(Date.now() / 1000))];
  const { code, stderr } = await ask({ script: clockScript, args, signal }, 'after');
  if (code === 0) return;
  const said = plainText(stderr, 200);
  throw new BotError('failed', `the clock of ${name} could not be set${said && `: ${said}`}`, {
    hint: 'Only root may: give root as the user of this guest, or let its user run date with sudo without a password.',
  });
}
