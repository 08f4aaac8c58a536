import { isIP } from 'node:net';
import type { ResolvedTarget } from '../command.ts';
import { BotError } from '../errors.ts';
import type { Fleet } from '../inventory.ts';

type Lookup = Pick<Fleet, 'machine' | 'host'>;

/** A DNS name by RFC 1123: letters, digits and hyphens between dots, no label beginning with a hyphen. */
const hostName =
  /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*\.?$/i;

/** The bot itself, where no machine or host is called so. */
const BOT = 'bot';

/**
 * What a word means as an end of a test: a machine, else a host, else the bot, else an address. `host:NAME` is a host,
 * also where a machine is called so.
 */
export async function resolveTarget(
  fleet: Lookup,
  word: string,
  signal: AbortSignal,
): Promise<ResolvedTarget> {
  if (isIP(word)) return { type: 'address', address: word };
  const [, named] = /^host:(.+)$/i.exec(word) ?? [];
  if (named !== undefined) return { type: 'host', host: await fleet.host(named, signal) };
  try {
    return { type: 'machine', machine: await fleet.machine(word, signal) };
  } catch (error) {
    if (!(error instanceof BotError) || error.code !== 'not-found') throw error;
    const host = await hostOf(fleet, word, signal);
    if (host) return { type: 'host', host };
    const other = otherEnd(word);
    if (other) return other;
    throw error;
  }
}

function otherEnd(word: string): ResolvedTarget | undefined {
  if (word.toLowerCase() === BOT) return { type: 'bot' };
  // A name with a dot may well be out there; one without is a machine's name mistyped.
  return word.includes('.') && hostName.test(word) ? { type: 'address', address: word } : undefined;
}

async function hostOf(fleet: Lookup, word: string, signal: AbortSignal) {
  try {
    return await fleet.host(word, signal);
  } catch (error) {
    if (error instanceof BotError && error.code === 'not-found') return undefined;
    throw error;
  }
}
