import { BotError } from '../errors.ts';
import { plainText } from '../guest/sections.ts';
import { isUnmet, readNeighbours } from './neighbours.ts';
import {
  NO_ANSWER,
  NOT_THERE,
  type PingOptions,
  type PingResult,
  parsePing,
  pingArgv,
} from './ping.ts';
import { END, NEIGHBOUR, NO_PING, pingScript } from './ping-scripts.ts';
import type { Said, Sender } from './ping-sender.ts';

/** Milliseconds beyond one a packet: the wait for the last one, and a slow guest. */
const SLACK = 60_000;

export interface Echo {
  readonly result: PingResult;
  /** The network card that answers for the address, where it is on a network of the sender's own. */
  readonly mac?: string | undefined;
}

/**
 * Pings one address from there, in one call. Throws `unsupported` where there is no ping program, `unreachable` when
 * the way there broke.
 */
export async function pingFrom(
  sender: Sender,
  { address, ...options }: PingOptions & { readonly address: string },
): Promise<Echo> {
  // It looks at its words too.
  const argv = pingArgv(address, options);
  const limit = options.count * 1_000 + SLACK;
  const { count, size } = options;
  const words = ['sh', String(count), String(size), address];
  try {
    return read(await sender.run(['/bin/sh', '-c', pingScript, ...words], limit), sender, count);
  } catch (error) {
    if (!hasNoShell(error)) throw error;
    return windowsPing(sender, argv, limit);
  }
}

/** A shell that is missing is that of Windows, as far as guests and hosts of hypervisors go. */
export function hasNoShell(error: unknown): boolean {
  return error instanceof BotError && error.code === 'not-found';
}

/** https://learn.microsoft.com/windows-server/administration/windows-commands/ping */
async function windowsPing(sender: Sender, argv: readonly string[], limit: number): Promise<Echo> {
  const [, , count = '', , size = '', , , address = ''] = argv;
  const words = ['ping', '-n', count, '-l', size, '-w', '2000', address];
  const said = await sender.run(words, limit).catch((error: unknown) => {
    throw hasNoShell(error) ? noPing(sender, error) : error;
  });
  if (said.binary?.stdout !== undefined) {
    return { result: { problem: 'its ping answers in letters that cannot be read here' } };
  }
  return { result: parsePing(`${said.stdout}\n${said.stderr}`, Number(count)) };
}

function noPing(sender: Sender, cause?: unknown): BotError {
  return new BotError('unsupported', `${sender.words} has no ping program`, {
    hint: 'Install iputils-ping, or busybox, there.',
    cause,
  });
}

function read({ exitCode, stdout, stderr }: Said, sender: Sender, count: number): Echo {
  if (exitCode === NO_PING) throw noPing(sender);
  const [before = '', after] = cut(stdout, NEIGHBOUR);
  if (after === undefined && exitCode === 255) {
    throw new BotError('unreachable', `${sender.words} does not answer: ${plainText(stderr, 200)}`);
  }
  const [met] = cut(after ?? '', END);
  const result = parsePing(`${before}\n${stderr}`, count);
  // Busybox keeps that to itself.
  const isAbsent = result.problem === NO_ANSWER && isUnmet(met);
  return {
    result: isAbsent ? { ...result, problem: NOT_THERE } : result,
    mac: readNeighbours(met)[0]?.mac,
  };
}

function cut(text: string, mark: string): readonly [string, string?] {
  const at = text.lastIndexOf(`\n${mark}\n`);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + mark.length + 2)];
}
