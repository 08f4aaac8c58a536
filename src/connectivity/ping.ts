import { isIP } from 'node:net';
import { BotError } from '../errors.ts';
import { deviation, readWindows } from './ping-windows.ts';

/** What a run of ping came to; what it did not say is absent, never 0. */
export interface PingResult {
  readonly sent?: number | undefined;
  readonly received?: number | undefined;
  /** 0 to 1. */
  readonly lossFraction?: number | undefined;
  readonly minMs?: number | undefined;
  readonly avgMs?: number | undefined;
  readonly maxMs?: number | undefined;
  /** The times' standard deviation; only iputils says it, for the others it is made from their replies. */
  readonly jitterMs?: number | undefined;
  /** Why nothing, or not everything, came back: a sentence without its full stop. */
  readonly problem?: string | undefined;
}

/** The problem of a ping that says nothing of a cause. */
export const NO_ANSWER = 'no answer came back';
/** That of one whose address nobody on its own network answers for. */
export const NOT_THERE = 'nobody on its network answers for that address';

/** How many echoes, and how many bytes each carries besides the headers. */
export interface PingOptions {
  readonly count: number;
  readonly size: number;
}

/** The largest payload of an IPv4 echo: 65,535 less 20 for IP and 8 for ICMP. https://www.rfc-editor.org/rfc/rfc791 */
export const MAX_PING_SIZE = 65_507;

/** One part of a host name between dots, by RFC 1123; `_` is not in it, but in use. */
const label = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/i;

/**
 * The argv of a ping that iputils and busybox both take; `-W 2` waits two seconds for the last answer.
 * https://man7.org/linux/man-pages/man8/ping.8.html Throws `invalid` for what is no address or name.
 */
export function pingArgv(address: string, { count, size }: PingOptions): string[] {
  requireAddress(address);
  requireWhole('count', count, 1, 1000);
  requireWhole('size', size, 0, MAX_PING_SIZE);
  return ['ping', '-c', String(count), '-s', String(size), '-W', '2', address];
}

/** Throws `invalid` for what {@link isAddress} does not know. */
export function requireAddress(text: string): void {
  if (isAddress(text)) return;
  throw new BotError('invalid', 'That is neither an IP address nor a host name', {
    hint: 'Give an address such as 10.0.0.1 or fd00::1, or a name such as host.example.org.',
  });
}

/** True for an IP address, with a zone such as `%eth0` or not, or a host name; never for an option. */
export function isAddress(text: string): boolean {
  if (/%(?![\w.-]{1,15}$)/.test(text)) return false;
  return isIP(text) !== 0 || isHostName(text);
}

/** Programs read `127.1` and `0x7f000001` as addresses too: a name's last part is no number. */
function isHostName(text: string): boolean {
  const labels = text.slice(0, 300).replace(/\.$/, '').split('.');
  const numeric = /^(\d+|0x[0-9a-f]*)$/i.test(labels.at(-1) ?? '');
  return text.length <= 253 && !numeric && labels.every((part) => label.test(part));
}

/**
 * Reads what ping printed, standard output and errors together, of iputils, busybox, BSD and Windows in any language. One
 * that says it sent more than it was asked for says nothing.
 */
export function parsePing(output: string, asked = Number.POSITIVE_INFINITY): PingResult {
  const text = output.slice(0, 256 * 1024).replaceAll('\r', '');
  const said = readUnix(text) ?? readWindows(text) ?? {};
  const figures = (said.sent ?? 0) > asked ? {} : said;
  return { ...checked(figures), problem: readProblem(text, figures) };
}

type Figures = Omit<PingResult, 'problem' | 'lossFraction'>;

/** Whoever answers may print anything: what cannot be is not told. */
function checked({ sent, received, ...times }: Figures): Omit<PingResult, 'problem'> {
  if (sent === undefined || received === undefined) return {};
  const lossFraction = sent === 0 ? undefined : 1 - received / sent;
  const { minMs, avgMs, maxMs } = times;
  const ordered =
    minMs === undefined || (minMs <= (avgMs ?? minMs) && (avgMs ?? 0) <= (maxMs ?? 0));
  // One time alone has no spread.
  const jitterMs = received > 1 ? times.jitterMs : undefined;
  return { sent, received, lossFraction, ...(received > 0 && ordered && { ...times, jitterMs }) };
}

function requireWhole(name: string, value: number, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new BotError('invalid', `The ${name} of a ping is a whole number from ${min} to ${max}`);
}

const unixCounts = /^(\d{1,9}) packets transmitted, (\d{1,9}) (?:packets )?received/m;
const figure = String.raw`(\d{1,9}(?:\.\d{1,6})?)`;
const unixTimes = new RegExp(
  `min/avg/max(?:/(?:mdev|stddev|std-dev))? = ${figure}/${figure}/${figure}(?:/${figure})? ms`,
);

function readUnix(text: string): Figures | undefined {
  const [, first, second] = unixCounts.exec(text) ?? [];
  if (first === undefined) return undefined;
  const sent = Number(first);
  const counts = { sent, received: Math.min(sent, Number(second)) };
  const [, min, avg, max, spread] = unixTimes.exec(text) ?? [];
  if (min === undefined) return counts;
  const jitterMs = spread === undefined ? jitterOf(text) : Number(spread);
  return { ...counts, minMs: Number(min), avgMs: Number(avg), maxMs: Number(max), jitterMs };
}

function jitterOf(text: string): number | undefined {
  const times = text.matchAll(/ time=(\d{1,9}(?:\.\d{1,6})?) ms/g);
  return deviation([...times].map(([, time]) => Number(time)));
}

/** What each program says, and what it means for a person. The first that fits is the cause. */
const problems: readonly (readonly [RegExp, string])[] = [
  [
    /bad address|unknown host|could not find host|Name or service not known/i,
    'the name is not known there',
  ],
  [/name resolution|No address associated/i, 'the name could not be looked up there'],
  [
    /network is unreachable|no route to host|transmit failed|Network unreachable/i,
    'there is no route to it from there',
  ],
  [/operation not permitted|permission denied|you must be root/i, 'ping is not permitted there'],
  [/Destination Host Unreachable/i, NOT_THERE],
  [
    /Destination Net Unreachable|Destination network unreachable/i,
    'a router on the way knows no route to it',
  ],
  [
    /Packet filtered|Administratively|Destination (?:Host|Net) Prohibited|Communication .{0,60}prohibited/i,
    'a firewall on the way refuses it',
  ],
  [/Destination Port Unreachable/i, 'a firewall on the way refuses it'],
  [/Time to live exceeded|TTL expired/i, 'the way to it goes in a circle'],
  [
    /message too long|packet size too large|needs to be fragmented/i,
    'the packets are too large for the way',
  ],
  [/ping: not found|command not found/i, 'ping is not installed there'],
];

function readProblem(text: string, { sent, received }: Figures): string | undefined {
  if (received !== undefined && received > 0 && received === sent) return undefined;
  const known = problems.find(([pattern]) => pattern.test(text));
  if (known !== undefined) return known[1];
  if (sent === undefined) return 'ping said nothing that could be understood';
  return received === 0 ? NO_ANSWER : undefined;
}
