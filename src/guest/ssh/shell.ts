import { BotError } from '../../errors.ts';
import { exec } from '../../exec.ts';
import type { Machine } from '../../hypervisor.ts';
import { posixLine } from '../../shell/quote.ts';
import type { Ssh, SshSettings } from '../../ssh.ts';
import type { ShellCall, ShellResult } from '../shell/call.ts';
import { ownKey } from './key.ts';
import { ALIAS, pinnedKey } from './pinned-key.ts';
import { readRefusal, type SshRefusal } from './refusals.ts';
import { createShared } from './shared.ts';
import type { GuestWay } from './way.ts';

/** ssh's own failure, before its callers know what it means for them. */
export class SshFailure extends Error {
  override readonly name = 'SshFailure';
  readonly refusal: SshRefusal;
  constructor(refusal: SshRefusal) {
    super(refusal.words);
    this.refusal = refusal;
  }
}

/** The shells of guests, over connections that stay for a while. */
export interface GuestShells {
  /** Throws SshFailure, and `timeout`. */
  run(to: ShellPlace, call: ShellCall): Promise<ShellResult>;
  close(): void;
}

export interface ShellPlace {
  readonly machine: Machine;
  readonly way: GuestWay;
  /** In place of a connection of the bot's own. */
  readonly relay?: readonly string[] | undefined;
}

/** ssh's word for a failure of its own: https://man.openbsd.org/ssh#EXIT_STATUS */
const SSH_FAILED = 255;
/** Milliseconds for a script; emulated and busy guests take seconds for a handshake. */
const USUAL = 30_000;
const USUAL_BYTES = 256 * 1024;
const CONNECT_SECONDS = 10;

export function createShells(directory: string): GuestShells {
  const shared = createShared();
  return {
    async run(place, call) {
      const settings = await settingsOf(directory, place, call.signal);
      const name = JSON.stringify([place.way, place.machine.id, place.relay]);
      return shared.use(name, settings, (ssh) => runOnce(ssh, call));
    },
    close: shared.close,
  };
}

async function runOnce(ssh: Ssh, call: ShellCall): Promise<ShellResult> {
  const { script, args = [], input, signal, timeoutMs = USUAL, maxBytes = USUAL_BYTES } = call;
  if (args.some((word) => word.includes('\0'))) {
    throw new BotError('invalid', 'A program cannot be given the character U+0000');
  }
  const asText = `set -- ${posixLine(args)}\n${script}`;
  // Dropbear takes 9,000 characters of a command, so that what can be long comes on standard input.
  const line = input
    ? `exec ${posixLine(['sh', '-c', script, 'sh', ...args])}`
    : `exec sh -c 'eval "$(cat)"'`;
  const options = { signal, timeoutMs, bytes: true, maxChars: maxBytes, input: input ?? asText };
  const { exitCode, stdout, stderr } = await exec('ssh', [...ssh.shared(), line], options);
  const said = Buffer.from(stderr, 'latin1').toString('utf8');
  if (exitCode === undefined || exitCode === SSH_FAILED) throw new SshFailure(readRefusal(said));
  return { code: exitCode, stdout: Buffer.from(stdout, 'latin1'), stderr: said };
}

async function settingsOf(
  directory: string,
  { way, relay }: ShellPlace,
  signal: AbortSignal,
): Promise<SshSettings> {
  const { file } = await ownKey(directory, signal);
  return {
    ...guestSettings(way, relay),
    identity: file,
    knownHosts: await pinnedKey(directory, way.hostKey),
  };
}

/** What is the same before and after the guest's key is known: nothing of the user's own settings. */
export function guestSettings(
  { user, address, port }: Pick<GuestWay, 'user' | 'address' | 'port'>,
  relay: readonly string[] | undefined,
): SshSettings {
  return {
    host: address,
    user,
    port,
    config: '/dev/null',
    alias: ALIAS,
    relay,
    connectSeconds: CONNECT_SECONDS,
  };
}
