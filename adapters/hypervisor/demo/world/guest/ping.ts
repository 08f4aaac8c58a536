import { isIP } from 'node:net';
import { END, NEIGHBOUR } from '../../../../../src/connectivity/ping-scripts.ts';
import { between } from '../dice.ts';
import { type Ended, fails, type Program, type Shell } from './shell.ts';

/** Who pings: a guest, or a host. */
export interface Pinging extends Pick<Shell, 'now' | 'speed' | 'lookUp'> {
  readonly seed: { readonly name: string };
}

/** What the bot's own script for a ping prints: the ping, and what the neighbour table says. */
export function pingAsked(
  [count = '', size = '', to = '']: readonly string[],
  shell: Pinging,
): Ended {
  const ended = pingFrom(['-c', count, '-s', size, to], shell);
  const mac = shell.lookUp(to)?.mac;
  const met = mac === undefined ? '' : `${to} dev eth0 lladdr ${mac} REACHABLE`;
  const stdout = `${ended.stdout}${ended.stderr}\n${NEIGHBOUR}\n${met}\n\n${END}\n`;
  return { ...ended, exitCode: 0, stdout, stderr: '' };
}

/** What Debian's ping (iputils) prints: https://github.com/iputils/iputils */
export const ping: Program = (args, shell) => pingFrom(args, shell);

function pingFrom(args: readonly string[], shell: Pinging): Ended {
  const { word, count, size, intervalMs } = readArgs(args);
  if (word === undefined) return fails('ping: usage error: Destination address required', 1);
  const target =
    shell.lookUp(word) ?? (isIP(word) ? { address: word, up: isOwn(word) } : undefined);
  if (!target) return fails(`ping: ${word}: Name or service not known`, 2);
  const times = Array.from({ length: target.up ? count : 0 }, (_, index) =>
    between(0.3, 1.4, shell.seed.name, target.address, String(shell.now + index)),
  );
  const spent = Math.round((count - 1) * intervalMs) + (target.up ? 2 : 24);
  const lost = Math.round(100 * (1 - times.length / count));
  const stdout = [
    `PING ${word} (${target.address}) ${size}(${size + 28}) bytes of data.`,
    ...times.map(
      (ms, index) => `${size + 8} bytes from ${target.address}: ${reply(index + 1, ms)}`,
    ),
    '',
    `--- ${word} ping statistics ---`,
    `${count} packets transmitted, ${times.length} received, ${lost}% packet loss, time ${spent}ms`,
    summary(times),
    '',
  ].join('\n');
  const durationMs = (spent + (target.up ? 0 : 1000)) * shell.speed;
  return { exitCode: target.up ? 0 : 1, stdout, stderr: '', durationMs };
}

/** Options with a value; the demo reads the count and the interval of them. */
const valued = 'cifIlmMpQsStTwW';

function readArgs(args: readonly string[]) {
  let word: string | undefined;
  const given = new Map<string, string>();
  for (let index = 0; index < args.length; index += 1) {
    const argument = args[index] ?? '';
    const letter = argument.charAt(1);
    if (!argument.startsWith('-')) word = argument;
    else if (valued.includes(letter)) given.set(letter, argument.slice(2) || (args[++index] ?? ''));
  }
  const count = Math.min(1000, Math.max(1, Math.floor(Number(given.get('c'))) || 4));
  const size = Math.max(0, Math.floor(Number(given.get('s') ?? 56)) || 0);
  return { word, count, size, intervalMs: 1000 * Math.max(0.002, Number(given.get('i')) || 1) };
}

function reply(sequence: number, ms: number): string {
  return `icmp_seq=${sequence} ttl=64 time=${ms.toFixed(3)} ms`;
}

function summary(times: readonly number[]): string {
  if (times.length === 0) return '';
  const average = times.reduce((sum, ms) => sum + ms, 0) / times.length;
  const squares = times.reduce((sum, ms) => sum + ms * ms, 0) / times.length;
  const spread = Math.sqrt(Math.max(0, squares - average * average));
  const figures = [Math.min(...times), average, Math.max(...times), spread];
  return `rtt min/avg/max/mdev = ${figures.map((ms) => ms.toFixed(3)).join('/')} ms`;
}

function isOwn(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}
