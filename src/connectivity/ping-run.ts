import { BotError } from '../errors.ts';
import { readNeighbours } from './neighbours.ts';
import { type PingOptions, type PingResult, parsePing, pingArgv } from './ping.ts';
import { END, NEIGHBOUR, NO_PING, pingScript, tcpScript } from './ping-scripts.ts';
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
    return read(await sender.run(['/bin/sh', '-c', pingScript, ...words], limit), sender);
  } catch (error) {
    if (!hasNoShell(error)) throw error;
    return windowsPing(sender, argv, limit);
  }
}

/** A shell that is missing is that of Windows, as far as guests and hosts of hypervisors go. */
function hasNoShell(error: unknown): boolean {
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
  return { result: parsePing(`${said.stdout}\n${said.stderr}`) };
}

function noPing(sender: Sender, cause?: unknown): BotError {
  return new BotError('unsupported', `${sender.words} has no ping program`, {
    hint: 'Install iputils-ping, or busybox, there.',
    cause,
  });
}

function read({ exitCode, stdout, stderr }: Said, sender: Sender): Echo {
  if (exitCode === NO_PING) throw noPing(sender);
  const [before = '', after] = cut(stdout, NEIGHBOUR);
  if (after === undefined && exitCode === 255) {
    throw new BotError('unreachable', `${sender.words} does not answer: ${stderr.trim()}`);
  }
  return {
    result: parsePing(`${before}\n${stderr}`),
    mac: readNeighbours(cut(after ?? '', END)[0])[0]?.mac,
  };
}

function cut(text: string, mark: string): readonly [string, string?] {
  const at = text.lastIndexOf(`\n${mark}\n`);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + mark.length + 2)];
}

/** Services that usual guests and hosts listen with: ssh, the web, Windows, Proxmox. */
const usualPorts = [22, 80, 443, 445, 3389, 8006, 8080];
/** Milliseconds for all of them, which are tried at once. */
const TCP_LIMIT = 30_000;

/** What TCP says of an address: a refusal too is an answer. */
export interface TcpAnswers {
  readonly open: readonly number[];
  readonly refused: readonly number[];
}

/** Tries to connect to usual ports; undefined where it cannot be tried from there. */
export async function tcpFrom(sender: Sender, address: string): Promise<TcpAnswers | undefined> {
  const argv = ['/bin/sh', '-c', tcpScript, 'sh', address, ...usualPorts.map(String)];
  try {
    const { stdout } = await sender.run(argv, TCP_LIMIT);
    const of = (word: string) =>
      usualPorts.filter((port) => stdout.split('\n').includes(`${port} ${word}`));
    const answers = { open: of('open'), refused: of('refused') };
    return answers.open.length + answers.refused.length + of('silent').length > 0
      ? answers
      : undefined;
  } catch (error) {
    if (error instanceof BotError && error.code !== 'cancelled') return undefined;
    throw error;
  }
}
